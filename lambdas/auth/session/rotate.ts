import type { PublicContext } from '../../../shared/context.ts';
import { AppError } from '../../../shared/errors.ts';
import { OAuthError } from '../../../shared/oauth-error.ts';
import type { AuthDeps } from '../deps.ts';
import type { StoredUser } from '../user/user.ts';
import { isAuthentic, parseRefreshToken } from './refresh-token.ts';
import { revokeFamily } from './revoke-family.ts';
import { isSameClient, mayHold, type Presenter } from './same-client.ts';
import { expiryOf, type Session } from './session.ts';

/** Two tabs, or a reply that was lost and asked for again, are this close together. */
const replayMs = 30_000;

interface Input {
  readonly refreshToken: string;
  /** The OAuth client that presents the token; absent at `/v1/auth/refresh`. */
  readonly clientId?: string | undefined;
  /** The key that the request proved to have (RFC 9449 §5). */
  readonly dpopThumbprint?: string | undefined;
  /** A part of the session's scopes, for the next access token only (RFC 6749 §6). */
  readonly scope?: string | undefined;
}
type Deps = Pick<AuthDeps, 'sessions' | 'table' | 'loadSigningKey' | 'publish' | 'log'>;

/**
 * The session as it stands after a refresh; `issueTokens` makes its pair. The newest token moves it on. The one before it,
 * from the same client and within 30 s, gives the same successor. Any other token that was used before ends the session.
 * @throws AppError `invalid_refresh_token`; OAuthError `invalid_scope`
 */
export async function rotate(call: { ctx: PublicContext; deps: Deps; input: Input }): Promise<Session> {
  const { ctx, deps, input } = call;
  const token = parseRefreshToken(input.refreshToken);
  const presenter: Presenter = { ...input, source: ctx.source };
  const { refreshKey } = await deps.loadSigningKey();
  // Whoever loses a race reads again, and then the token is the one before.
  for (let look = 1; look <= 2; look += 1) {
    const session = token && (await deps.sessions.get(token.id));
    if (!token || !session || session.expiresAt <= ctx.now || !isAuthentic(refreshKey, session, token)) throw invalid();
    const isReplay = token.generation !== session.generation;
    if (isReplay && !isHarmless(session, token.generation, presenter, ctx.now)) {
      await revokeFamily({ ctx, deps, input: { session } });
      throw invalid();
    }
    if (!mayHold(session, presenter)) throw invalid();
    const scope = narrowed(session.scope, input.scope);
    if (isEnded(session, await deps.sessions.holder(session))) throw invalid();
    const next = isReplay ? session : await deps.sessions.advance(session, rotation(session, ctx));
    if (next) return { ...next, scope };
  }
  throw invalid();
}

function isHarmless(session: Session, generation: number, presenter: Presenter, now: number): boolean {
  const isLast = generation === session.generation - 1;
  return isLast && now - (session.rotatedAt ?? 0) <= replayMs && isSameClient(session, presenter);
}

/** A new password, or leaving, ends sessions at once, even one whose item was not found to be deleted. */
function isEnded(session: Session, holder: StoredUser | undefined): boolean {
  if (!holder || holder.deletionScheduledFor !== undefined) return true;
  return Date.parse(session.createdAt) < (holder.sessionsEndedAt ?? 0) && session.id !== holder.keptSessionId;
}

function rotation(session: Session, ctx: PublicContext) {
  const { ip, userAgent } = ctx.source;
  const expiresAt = expiryOf(Date.parse(session.createdAt), ctx.now);
  return { expiresAt, rotatedAt: ctx.now, lastUsedAt: new Date(ctx.now).toISOString(), ip, userAgent };
}

function narrowed(scope: string, wish: string | undefined): string {
  const given = new Set(scope.split(' '));
  if (wish?.split(' ').every((word) => given.has(word)) ?? true) return wish ?? scope;
  throw new OAuthError('invalid_scope', 'The refresh token was not given for this scope.');
}

function invalid(): AppError {
  return new AppError('invalid_refresh_token', 'The refresh token is unknown, expired or used. Log in again.');
}
