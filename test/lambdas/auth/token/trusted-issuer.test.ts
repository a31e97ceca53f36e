import { afterAll, beforeAll, expect, test } from 'vitest';
import { permissionsOfRole } from '../../../../lambdas/auth/role/role.ts';
import { authorize } from '../../../../lambdas/auth/token/authorize.ts';
import { TrustedIssuer } from '../../../../lambdas/auth/token/trusted-issuer.ts';
import { newId } from '../../../../shared/id.ts';
import { start } from '../../../shared/make-context.ts';
import { type AuthWorld, apiUrl, presented, startAuth } from '../auth-world.ts';
import { newProver } from '../dpop/prover.ts';
import { type FakeIssuer, fakeWeb, newIssuer, type TokenChange } from '../issuer/fake-issuer.ts';

const pool = 'https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_pool';
const idp = 'https://login.company.example/';
const [orgOfPool, orgOfIdp] = [newId('organization', start), newId('organization', start)];

let world: AuthWorld;
let [cognito, company, stranger]: FakeIssuer[] = [];
let web: ReturnType<typeof fakeWeb>;
beforeAll(async () => {
  [cognito, company, stranger] = await Promise.all([
    newIssuer(pool),
    newIssuer(idp, 'ES256'),
    newIssuer('https://stranger.example'),
  ]);
  web = fakeWeb({ ...cognito.documents, ...company.documents, ...stranger.documents });
  world = await startAuth({
    fetchDocument: web.fetchDocument,
    trustedIssuers: [
      { issuer: pool, clientIds: ['app-1', 'app-2'], organizationId: orgOfPool, role: 'developer' },
      { issuer: idp, audience: apiUrl, organizationId: orgOfIdp, role: 'viewer' },
      { issuer: 'https://away.example', audience: apiUrl, organizationId: orgOfIdp, role: 'viewer' },
    ],
  });
  for (const id of [orgOfPool, orgOfIdp]) {
    const createdAt = new Date(start).toISOString();
    await world.table.put({ pk: `ORG#${id}`, sk: 'ORG', id, name: 'Company', plan: 'enterprise', createdAt });
  }
});
afterAll(() => world.close());

const verdict = (token: string, scheme = 'Bearer', proof?: string) =>
  authorize({ deps: world.authorizerDeps, input: presented(`${scheme} ${token}`, start, { proof }) });

/** https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-access-token.html */
const poolToken = ({ header, claims }: TokenChange = {}, by = cognito) =>
  by?.sign({
    header: { typ: undefined, ...header },
    claims: {
      iss: pool,
      sub: 'a1b2',
      token_use: 'access',
      client_id: 'app-1',
      scope: 'openid',
      username: 'ada',
      ...claims,
    },
  }) ?? Promise.reject(new Error('No issuer.'));
const idpToken = ({ claims }: TokenChange = {}) =>
  company?.sign({ claims: { sub: 'ada', aud: apiUrl, ...claims } }) ?? Promise.reject(new Error('No issuer.'));

test('an access token of a Cognito user pool is a person in the organization of this pool', async () => {
  const result = await verdict(await poolToken());
  expect(result).toEqual({
    outcome: 'authenticated',
    ...{ orgId: orgOfPool, actorType: 'user', actorId: expect.stringMatching(/^ext_[0-9a-f]{32}$/), clientId: 'app-1' },
    ...{ permissions: permissionsOfRole.developer.join(' '), plan: 'enterprise' },
  });
  expect(await verdict(await poolToken())).toEqual(result);
});

test('the same subject of another issuer, and another subject, are other people', async () => {
  const tokens = [
    await poolToken(),
    await poolToken({ claims: { sub: 'other' } }),
    await idpToken({ claims: { sub: 'a1b2' } }),
  ];
  const people = await Promise.all(tokens.map((token) => verdict(token)));
  expect(new Set(people.map((person) => (person.outcome === 'authenticated' ? person.actorId : 'nobody'))).size).toBe(
    3,
  );
});

test('what the token says of organization, role and scope counts for nothing', async () => {
  const claims = {
    org: orgOfPool,
    role: 'owner',
    scope: 'full',
    actor: 'service-account',
    permissions: 'organization:delete',
  };
  expect(await verdict(await idpToken({ claims }))).toMatchObject({
    ...{ outcome: 'authenticated', orgId: orgOfIdp, actorType: 'user' },
    permissions: permissionsOfRole.viewer.join(' '),
  });
});

test.each<[string, () => Promise<string>]>([
  ['an ID token', () => poolToken({ claims: { token_use: 'id', aud: 'app-1' } })],
  ['no use', () => poolToken({ claims: { token_use: undefined } })],
  ['another app', () => poolToken({ claims: { client_id: 'app-3' } })],
  ['no app', () => poolToken({ claims: { client_id: undefined } })],
  ['another audience', () => idpToken({ claims: { aud: 'https://other.example' } })],
  ['no audience', () => idpToken({ claims: { aud: undefined } })],
  ['no subject', () => idpToken({ claims: { sub: undefined } })],
  ['an expiry that is past', () => idpToken({ claims: { exp: start / 1_000 - 31 } })],
  ['a validity that has not begun', () => idpToken({ claims: { nbf: start / 1_000 + 31 } })],
  ['a key that it is bound to', () => idpToken({ claims: { cnf: { jkt: 'x' } } })],
  ['a signature of somebody else', () => poolToken({ header: { kid: cognito?.kid ?? '' } }, stranger)],
  ['a key of somebody else inside', () => poolToken({ header: { jwk: stranger?.jwk ?? {} } }, stranger)],
  ['an issuer that is not trusted', () => poolToken({ claims: { iss: 'https://stranger.example' } }, stranger)],
  ['an issuer with one slash more', () => poolToken({ claims: { iss: `${pool}/` } })],
  ['an issuer with one slash less', () => idpToken({ claims: { iss: idp.slice(0, -1) } })],
  ['our own name for its issuer', () => poolToken({ claims: { iss: apiUrl } })],
  ['an issuer that is away', () => poolToken({ claims: { iss: 'https://away.example' } })],
])('a token with %s is refused', async (_, make) => {
  expect(await verdict(await make())).toMatchObject({ outcome: 'rejected' });
});

test('an issuer that is not trusted is not asked for its keys', async () => {
  const before = web.asked.length;
  await verdict(await poolToken({ claims: { iss: 'https://stranger.example' } }, stranger));
  expect(web.asked.slice(before)).toEqual([]);
});

test('a token of theirs does not come with a proof', async () => {
  const [token, prover] = [await idpToken(), await newProver()];
  expect(await verdict(token, 'DPoP', await prover.prove({ accessToken: token }))).toMatchObject({
    outcome: 'rejected',
    challenge: expect.stringContaining('DPoP'),
  });
});

test('in an organization that demands a second factor only an issuer that demands one, too, opens anything', async () => {
  const organization = await world.organizations.get(orgOfIdp);
  if (!organization) throw new Error('There is no organization of the issuer.');
  const findOrganization = async () => ({ ...organization, requiresSecondFactor: true });
  const input = presented(`Bearer ${await idpToken()}`, start);
  const strict = { ...world.authorizerDeps, findOrganization };
  expect(await authorize({ deps: strict, input })).toMatchObject({
    ...{ permissions: '', restriction: expect.stringContaining('second factor') },
  });
  const trustedIssuers = strict.trustedIssuers.map((issuer) => ({ ...issuer, demandsSecondFactor: true }));
  expect(await authorize({ deps: { ...strict, trustedIssuers }, input })).toMatchObject({
    permissions: permissionsOfRole.viewer.join(' '),
  });
});

test('without its organization an issuer has nobody', async () => {
  const deps = { ...world.authorizerDeps, findOrganization: async () => undefined };
  const input = presented(`Bearer ${await idpToken()}`, start);
  expect(await authorize({ deps, input })).toMatchObject({ outcome: 'rejected' });
});

test.each([
  ['neither audience nor apps', { audience: undefined }],
  ['no apps in its list', { audience: undefined, clientIds: [] }],
  ['plain http', { issuer: 'http://idp.example' }],
  ['a custom role', { role: newId('role', start) }],
  ['a name that we do not know', { claimForEmail: 'email' }],
])('a configuration with %s is refused', (_, change) => {
  const right = { issuer: idp, audience: apiUrl, organizationId: orgOfIdp, role: 'viewer' };
  expect(TrustedIssuer.safeParse(right).success).toBe(true);
  expect(TrustedIssuer.safeParse({ ...right, ...change }).success).toBe(false);
});
