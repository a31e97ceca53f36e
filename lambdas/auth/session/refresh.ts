import type { PublicContext } from '../../../shared/context.ts';
import { AppError } from '../../../shared/errors.ts';
import type { Publish } from '../../../shared/events.ts';
import { newId } from '../../../shared/id.ts';
import { refreshReuse } from '../events.ts';
import type { OrganizationStore } from '../organization/store.ts';
import type { LoadSigningKey } from '../token/signer.ts';
import { issueTokens } from './issue-tokens.ts';
import { isAuthentic, parseRefreshToken } from './refresh-token.ts';
import { refreshTokenMs, type Session, type Tokens } from './session.ts';
import type { SessionStore } from './store.ts';

interface Deps {
  sessions: SessionStore;
  organizations: OrganizationStore;
  loadSigningKey: LoadSigningKey;
  publish: Publish;
  apiUrl: string;
}

/**
 * Trades a refresh token for the next pair. A token that was traded before ends the whole session: either it was stolen, or
 * the thief has traded it.
 * @throws AppError `invalid_refresh_token`
 */
export async function refresh(call: {
  ctx: PublicContext;
  deps: Deps;
  input: { refreshToken: string };
}): Promise<Tokens> {
  const { ctx, deps, input } = call;
  const token = parseRefreshToken(input.refreshToken);
  const session = token && (await deps.sessions.get(token.id));
  const key = await deps.loadSigningKey();
  if (!token || !session || session.expiresAt <= ctx.now || !isAuthentic(key.refreshKey, session, token))
    throw invalid();
  const next =
    token.generation === session.generation
      ? await deps.sessions.advance(session, ctx.now + refreshTokenMs)
      : undefined;
  if (!next) {
    await revokeFamily(deps, session, ctx);
    throw invalid();
  }
  if (!(await deps.organizations.membership(next.orgId, next.userId))) throw invalid();
  return issueTokens(key, deps.apiUrl, next, ctx.now);
}

/** Of several replays at once, one tells. */
async function revokeFamily(deps: Deps, session: Session, ctx: PublicContext): Promise<void> {
  if (!(await deps.sessions.delete(session.id))) return;
  await deps.publish(refreshReuse, {
    id: newId('event', ctx.now),
    orgId: session.orgId,
    occurredAt: new Date(ctx.now).toISOString(),
    data: { userId: session.userId, sessionId: session.id },
  });
}

function invalid(): AppError {
  return new AppError('invalid_refresh_token', 'The refresh token is unknown, expired or used. Log in again.');
}
