import type { Membership, Organization } from '../organization/organization.ts';
import { permissionsOfRole } from '../role/role.ts';
import { accessTokenSeconds, signAccessToken } from '../token/access-token.ts';
import type { SigningKey } from '../token/keys.ts';
import { refreshTokenOf } from './refresh-token.ts';
import type { Session, Tokens } from './session.ts';

/** The pair of tokens of a session as it stands now. */
export async function issueTokens(
  key: SigningKey,
  apiUrl: string,
  about: { session: Session; membership: Membership; organization: Organization },
  now: number,
): Promise<Tokens> {
  const { session, membership, organization } = about;
  const claims = {
    sub: session.userId,
    sid: session.id,
    org: session.orgId,
    plan: organization.plan,
    scope: permissionsOfRole[membership.role].join(' '),
    token_use: 'access',
  } as const;
  return {
    accessToken: await signAccessToken(key, apiUrl, claims, now),
    refreshToken: refreshTokenOf(key.refreshKey, session),
    tokenType: 'Bearer',
    expiresIn: accessTokenSeconds,
  };
}
