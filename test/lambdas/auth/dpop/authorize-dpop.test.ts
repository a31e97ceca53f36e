import { afterAll, beforeAll, expect, test } from 'vitest';
import { issueTokens } from '../../../../lambdas/auth/session/issue-tokens.ts';
import { startSession } from '../../../../lambdas/auth/session/start-session.ts';
import { authorize, type Presented } from '../../../../lambdas/auth/token/authorize.ts';
import { contextOf } from '../../../../shared/context.ts';
import { httpEvent, problemOf } from '../../../shared/http-event.ts';
import { source, start } from '../../../shared/make-context.ts';
import { type AuthWorld, apiUrl, presented, startAuth } from '../auth-world.ts';
import { newProver, type Prover } from './prover.ts';

let world: AuthWorld;
let ada: Prover;
let eve: Prover;
beforeAll(async () => {
  [world, ada, eve] = await Promise.all([startAuth(), newProver(), newProver()]);
});
afterAll(() => world.close());

async function tokenFor(prover?: Prover): Promise<string> {
  const { user, organization } = await world.addPerson();
  const about = { userId: user.id, orgId: organization.id, scope: 'full', methods: ['pwd' as const] };
  const session = await startSession({
    ctx: { requestId: 'r', now: start, source },
    deps: world,
    input: { ...about, ...(prover && { dpopThumbprint: prover.thumbprint }) },
  });
  return (await issueTokens(await world.loadSigningKey(), apiUrl, session, start)).accessToken;
}

const verdict = (header: string, proof?: string, change: Partial<Presented> = {}) =>
  authorize({ deps: world.authorizerDeps, input: presented(header, start, { proof, ...change }) });
const challenge = (error: string) => `DPoP realm="odavl", error="${error}", algs="ES256 EdDSA PS256 RS256"`;

test('a bound token with a proof of its key is its person', async () => {
  const token = await tokenFor(ada);
  for (const scheme of ['DPoP', 'dpop', 'DPOP']) {
    const proof = await ada.prove({ accessToken: token });
    expect(await verdict(`${scheme} ${token}`, proof)).toMatchObject({ outcome: 'authenticated', actorType: 'user' });
  }
});

test('a stolen token is worth nothing without its key', async () => {
  const token = await tokenFor(ada);
  const stolen = [
    await verdict(`Bearer ${token}`),
    await verdict(`Bearer ${token}`, await ada.prove({ accessToken: token })),
    await verdict(`DPoP ${token}`, await eve.prove({ accessToken: token })),
  ];
  for (const each of stolen) expect(each).toMatchObject({ outcome: 'rejected', challenge: challenge('invalid_token') });
});

test('a proof that is missing, replayed, or made for something else is refused by its name', async () => {
  const token = await tokenFor(ada);
  const used = await ada.prove({ accessToken: token });
  await verdict(`DPoP ${token}`, used);
  const proofs = [
    undefined,
    used,
    await ada.prove(),
    await ada.prove({ accessToken: await tokenFor(ada) }),
    await ada.prove({ accessToken: token, claims: { htm: 'DELETE' } }),
    await ada.prove({ accessToken: token, claims: { htu: `${apiUrl}/v1/projects` } }),
    await ada.prove({ accessToken: token, now: start - 61_000 }),
  ];
  for (const proof of proofs) {
    expect(await verdict(`DPoP ${token}`, proof)).toMatchObject({
      outcome: 'rejected',
      challenge: challenge('invalid_dpop_proof'),
    });
  }
});

test('a token that is bound to no key, and an API key, do not pass as bound', async () => {
  const token = await tokenFor();
  const { secret } = await (await world.addPerson()).addKey();
  for (const credential of [token, secret]) {
    expect(await verdict(`DPoP ${credential}`, await ada.prove({ accessToken: credential }))).toMatchObject({
      outcome: 'rejected',
      challenge: challenge('invalid_token'),
    });
  }
});

test('two Authorization headers, one of each scheme, are nobody', async () => {
  const [bound, free] = [await tokenFor(ada), await tokenFor()];
  const proof = await ada.prove({ accessToken: bound });
  for (const header of [
    `DPoP ${bound},Bearer ${free}`,
    `Bearer ${free},DPoP ${bound}`,
    `DPoP ${bound}, DPoP ${bound}`,
  ]) {
    expect(await verdict(header, proof)).toMatchObject({ outcome: 'rejected' });
  }
});

test('a remembered grant still wants a new proof for each request', async () => {
  const token = await tokenFor(ada);
  const proof = await ada.prove({ accessToken: token });
  const before = world.calls.length;
  expect(await verdict(`DPoP ${token}`, proof)).toMatchObject({ outcome: 'authenticated' });
  expect(world.calls.length - before).toBeLessThanOrEqual(2);
  expect(await verdict(`DPoP ${token}`, proof)).toMatchObject({ outcome: 'rejected' });
});

test('the client is told in the reply what was wrong', async () => {
  const token = await tokenFor(ada);
  const authorizer = await verdict(`DPoP ${token}`, 'noise');
  const reply = await world.handle(httpEvent({ routeKey: 'GET /v1/me', authorizer }));
  expect(problemOf(reply)).toMatchObject({ status: 401, code: 'invalid_token' });
  expect(reply.headers?.['www-authenticate']).toBe(challenge('invalid_dpop_proof'));
});

test('an expired token of a DPoP client is refused in its own scheme', async () => {
  const token = await tokenFor(ada);
  const late = start + 1_000_000;
  const proof = await ada.prove({ accessToken: token, now: late });
  const result = await verdict(`DPoP ${token}`, proof, { now: late });
  expect(result).toMatchObject({ reason: 'The access token has expired.', challenge: challenge('invalid_token') });
  expect(() => contextOf(result, { requestId: 'r', now: late, source })).toThrow('expired');
});
