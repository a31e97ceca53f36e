import type { Context } from '../../../shared/context.ts';
import { OAuthError } from '../../../shared/oauth-error.ts';
import type { AuthDeps } from '../deps.ts';

export interface UserInfo {
  readonly sub: string;
  readonly name?: string;
  readonly email?: string;
  readonly email_verified?: boolean;
  readonly organization: { readonly id: string; readonly name: string };
}

/**
 * What a token's scopes let its bearer know of the person (OIDC Core §5.3, §5.4). Our own log-in may know all.
 * @throws OAuthError `insufficient_scope` for a token without `openid`, and for what is not a person
 */
export async function readUserInfo(call: {
  ctx: Context;
  deps: Pick<AuthDeps, 'users' | 'organizations'>;
}): Promise<UserInfo> {
  const { ctx, deps } = call;
  const has = (scope: string) => ctx.scopes?.has(scope) || ctx.scopes?.has('full');
  if (ctx.actor.type !== 'user' || !has('openid')) throw insufficient();
  const [user, organization] = await Promise.all([deps.users.get(ctx.actor.id), deps.organizations.get(ctx.orgId)]);
  if (!user || !organization) throw new OAuthError('invalid_token', 'The person or the organization is gone.');
  return {
    sub: user.id,
    ...(has('profile') && { name: user.name }),
    ...(has('email') && { email: user.email, email_verified: user.isEmailVerified }),
    organization: { id: organization.id, name: organization.name },
  };
}

function insufficient(): OAuthError {
  return new OAuthError('insufficient_scope', 'This needs the scope openid.', {
    headers: { 'www-authenticate': 'Bearer realm="odavl", error="insufficient_scope", scope="openid"' },
  });
}
