import type { PublicContext } from '../../../shared/context.ts';
import { OAuthError } from '../../../shared/oauth-error.ts';
import { recorded } from '../audit/recorded.ts';
import { authenticateClient, type PresentedClient } from '../client/authenticate-client.ts';
import type { AuthDeps } from '../deps.ts';
import type { VerifyAccessToken } from '../token/access-token.ts';
import { findToken } from './find-token.ts';

type Deps = AuthDeps & { readonly verify: VerifyAccessToken };

/**
 * Ends the session of a token, and with it all tokens of that session (RFC 7009 §2.1). A token that is not known, or not any
 * more, is revoked already.
 * @throws OAuthError `invalid_client`, `unauthorized_client` for the token of another client, `unsupported_token_type` for one
 * that has no session
 */
export async function revokeToken(call: { ctx: PublicContext; deps: Deps; input: PresentedClient }): Promise<void> {
  const { ctx, deps, input } = call;
  const client = await authenticateClient({ ctx, deps, input });
  if (!input.form.token) throw new OAuthError('invalid_request', 'Send the token.');
  const found = await findToken(deps, input.form.token, ctx.now);
  if (!found) return;
  const about = found.kind === 'refresh' ? ofSession(found.session) : ofClaims(found.claims);
  if (about.clientId !== client.id)
    throw new OAuthError('unauthorized_client', 'The token was not given to this client.');
  if (about.sessionId === undefined)
    throw new OAuthError('unsupported_token_type', 'A token without a session ends by itself.');
  const act = {
    orgId: about.orgId,
    action: 'token.revoked',
    target: { type: 'session', id: about.sessionId },
  } as const;
  const actor = { type: 'user', id: about.userId } as const;
  const record = recorded(deps.table, ctx, { ...act, actor, after: { clientId: client.id } });
  await deps.sessions.delete(about.sessionId, [record]);
}

function ofSession(session: { id: string; userId: string; orgId: string; clientId?: string | undefined }) {
  return { sessionId: session.id, userId: session.userId, orgId: session.orgId, clientId: session.clientId };
}

function ofClaims(claims: { sid?: string | undefined; sub: string; org: string; client_id?: string | undefined }) {
  return { sessionId: claims.sid, userId: claims.sub, orgId: claims.org, clientId: claims.client_id };
}
