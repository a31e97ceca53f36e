import { createHash, timingSafeEqual } from 'node:crypto';
import type { PublicContext } from '../../../shared/context.ts';
import { AppError } from '../../../shared/errors.ts';
import { newId } from '../../../shared/id.ts';
import { OAuthError } from '../../../shared/oauth-error.ts';
import { recorded } from '../audit/recorded.ts';
import type { AuthDeps } from '../deps.ts';
import type { Session } from '../session/session.ts';
import { startSession } from '../session/start-session.ts';
import { type AuthorizationCode, hashCode } from './code/code.ts';
import { createCodeStore } from './code/store.ts';
import type { TokenGrant } from './token-grant.ts';
import { tokenReplyOf } from './token-reply.ts';

/**
 * Trades a code for tokens (RFC 6749 §4.1.3, RFC 7636 §4.5). A code that comes a second time ends the session that it began:
 * one of the two senders is not the client (RFC 6749 §4.1.2).
 * @throws OAuthError `invalid_grant`, `invalid_request`
 */
export const authorizationCodeGrant: TokenGrant = async ({ ctx, deps, input }) => {
  const { client, form, dpopThumbprint } = input;
  const { code, code_verifier: verifier, redirect_uri: redirectUri } = form;
  if (!code || !verifier || !redirectUri)
    throw new OAuthError('invalid_request', 'Send code, code_verifier and redirect_uri.');
  const codes = createCodeStore(deps.dynamo, deps.table);
  const hash = hashCode(code);
  const found = await codes.find(hash);
  if (!client || found?.clientId !== client.id) throw invalid();
  if (found.sessionId !== undefined) return refuseReuse(ctx, deps, found);
  const isBound = found.dpopThumbprint === undefined || found.dpopThumbprint === dpopThumbprint;
  const isRight = found.redirectUri === redirectUri && isVerifier(verifier, found.codeChallenge) && isBound;
  if (!isRight || found.expiresAt <= ctx.now) throw invalid();
  const session = await begin(ctx, deps, found, { hash, dpopThumbprint });
  if (!session) return refuseReuse(ctx, deps, await codes.find(hash));
  const isRefreshable = client.grantTypes.includes('refresh_token');
  return tokenReplyOf(deps, { session, nonce: found.nonce, isRefreshable }, ctx.now);
};

/** The code is used up in the transaction that begins the session, so of any number of requests one gets it. */
async function begin(
  ctx: PublicContext,
  deps: AuthDeps,
  { userId, orgId, scope, methods, clientId, authenticatedAt }: AuthorizationCode,
  { hash, dpopThumbprint }: { hash: string; dpopThumbprint: string | undefined },
): Promise<Session | undefined> {
  const id = newId('session', ctx.now);
  const alongside = [createCodeStore(deps.dynamo, deps.table).use(hash, id)];
  const about = { id, userId, orgId, scope, methods, clientId, authenticatedAt, alongside };
  try {
    return await startSession({ ctx, deps, input: { ...about, ...(dpopThumbprint && { dpopThumbprint }) } });
  } catch (error) {
    if (error instanceof AppError && error.code === 'conflict') return undefined;
    throw error;
  }
}

function isVerifier(verifier: string, challenge: string): boolean {
  if (!/^[A-Za-z0-9._~-]{43,128}$/.test(verifier)) return false;
  const actual = createHash('sha256').update(verifier).digest();
  const expected = Buffer.from(challenge, 'base64url');
  return actual.length === expected.length && timingSafeEqual(actual, expected);
}

async function refuseReuse(ctx: PublicContext, deps: AuthDeps, code: AuthorizationCode | undefined): Promise<never> {
  const { sessionId: id = '', orgId = '', clientId } = code ?? {};
  const target = { type: 'session', id };
  const act = { orgId, action: 'session.revoked', target, after: { clientId, reason: 'code used twice' } } as const;
  if (id) await deps.sessions.delete(id, [recorded(deps.table, ctx, act)]);
  throw invalid();
}

function invalid(): OAuthError {
  return new OAuthError('invalid_grant', 'The code is unknown, expired, used, or was not made for this request.');
}
