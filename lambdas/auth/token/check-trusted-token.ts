import { createHash } from 'node:crypto';
import { decodeJwt } from 'jose';
import type { AuthorizerContext } from '../../../shared/context.ts';
import { isDpopScheme, refusal } from '../dpop/check-binding.ts';
import { IssuerFailure } from '../issuer/issuer.ts';
import type { FindIssuerKeys } from '../issuer/issuer-keys.ts';
import { verifyForeignToken } from '../issuer/verify-foreign-token.ts';
import type { Organization } from '../organization/organization.ts';
import { permissionsOfRole } from '../role/role.ts';
import { TrustedClaims, type TrustedIssuer } from './trusted-issuer.ts';

export interface TrustedDeps {
  readonly trustedIssuers: readonly TrustedIssuer[];
  readonly findIssuerKeys: FindIssuerKeys;
  readonly findOrganization: (orgId: string, now: number) => Promise<Organization | undefined>;
}

interface Person {
  readonly id: string;
  readonly clientId: string | undefined;
}

/** The one whom a token names as its issuer; undefined for ourselves and for everybody whom this stage does not trust. */
export function trustedIssuerOf(issuers: readonly TrustedIssuer[], token: string): TrustedIssuer | undefined {
  if (issuers.length === 0) return undefined;
  try {
    const { iss } = decodeJwt(token);
    return issuers.find(({ issuer }) => issuer === iss);
  } catch {
    // No JWT: whoever checks our own tokens says so.
    return undefined;
  }
}

/** Who the bearer of a trusted issuer's access token is (docs/decisions/0008-trusted-issuers.md). */
export async function checkTrustedToken(call: {
  deps: TrustedDeps;
  input: { scheme: string; token: string; issuer: TrustedIssuer; now: number };
}): Promise<AuthorizerContext> {
  const { deps, input } = call;
  const { issuer, now } = input;
  if (isDpopScheme(input.scheme)) {
    return { outcome: 'rejected', ...refusal('invalid_token', 'Tokens of other issuers are taken as Bearer only.') };
  }
  const person = await personOf(call);
  if ('rejected' in person) return { outcome: 'rejected', reason: person.rejected };
  const organization = await deps.findOrganization(issuer.organizationId, now);
  if (!organization) return { outcome: 'rejected', reason: 'The organization of this issuer does not exist.' };
  return {
    outcome: 'authenticated',
    orgId: issuer.organizationId,
    actorType: 'user',
    actorId: person.id,
    ...(person.clientId && { clientId: person.clientId }),
    ...rightsOf(issuer, organization),
    plan: organization.plan,
  };
}

/** Whether people proved two factors only their issuer knows; the stage says whether it demands them. */
function rightsOf({ role, demandsSecondFactor }: TrustedIssuer, { requiresSecondFactor }: Organization) {
  if (!requiresSecondFactor || demandsSecondFactor) return { permissions: permissionsOfRole[role].join(' ') };
  return { permissions: '', restriction: 'This organization demands a second factor, which your issuer does not.' };
}

async function personOf({
  deps,
  input,
}: Parameters<typeof checkTrustedToken>[0]): Promise<Person | { rejected: string }> {
  const { token, now } = input;
  const { issuer, audience, clientIds } = input.issuer;
  const verified = await verifyForeignToken({ deps, input: { token, issuer, audience, now } }).catch(asVerdict);
  if ('rejected' in verified) return { rejected: String(verified.rejected) };
  const claims = TrustedClaims.safeParse(verified).data;
  if (!claims || claims.cnf) return { rejected: 'The token is not an access token, or it is bound to a key.' };
  const { sub, token_use: use, client_id: clientId } = claims;
  if (clientIds && (clientId === undefined || !clientIds.includes(clientId))) {
    return { rejected: 'The token was given to an app that is not trusted.' };
  }
  // Where no audience says that the token is for us, its kind must be said: an ID token has an audience, but not a use for it.
  if (audience === undefined && use !== 'access') return { rejected: 'The token is not an access token.' };
  return { id: personId(issuer, sub), clientId };
}

/** The same person each time, and nobody else's id: two issuers may give the same `sub` to two people. */
function personId(issuer: string, sub: string): string {
  const hash = createHash('sha256').update(JSON.stringify([issuer, sub]));
  return `ext_${hash.digest('hex').slice(0, 32)}`;
}

/** An issuer that is away is the matter of its own people: nobody else's request fails by it. */
function asVerdict(error: unknown): { rejected: string } {
  if (error instanceof IssuerFailure) return { rejected: `The issuer of this token: ${error.message}` };
  throw error;
}
