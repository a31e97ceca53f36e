import { type CryptoKey, calculateJwkThumbprint, decodeJwt, exportJWK, generateKeyPair, SignJWT } from 'jose';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { bodyOf } from '../../../shared/http-event.ts';
import { start } from '../../../shared/make-context.ts';
import { type AuthWorld, apiUrl, startAuth } from '../auth-world.ts';
import { addApp, codeFor, Granted, type Person, sendForm } from './oauth-world.ts';

let world: AuthWorld;
let person: Person;
let app: string;
beforeAll(async () => {
  world = await startAuth();
  person = await world.addPerson();
  app = (await addApp(world, person, { requiresDpop: true })).id;
});
afterAll(() => world.close());
beforeEach(() => {
  world.clock.now = start;
});

/** A key of a client, and the proofs that it signs (RFC 9449 §4.2). */
async function newKey() {
  const { privateKey, publicKey }: { privateKey: CryptoKey; publicKey: CryptoKey } = await generateKeyPair('ES256');
  const jwk = await exportJWK(publicKey);
  const proof = (htu = `${apiUrl}/v1/oauth/token`) =>
    new SignJWT({ htm: 'POST', htu, jti: crypto.randomUUID() })
      .setProtectedHeader({ alg: 'ES256', typ: 'dpop+jwt', jwk })
      .setIssuedAt(world.clock.now / 1_000)
      .sign(privateKey);
  return { proof, thumbprint: await calculateJwkThumbprint(jwk) };
}
const token = (form: Record<string, string>, dpop: string) => sendForm(world, 'token', form, { dpop });
const refreshOf = (tokens: { refresh_token?: string | undefined }) => ({
  ...{ grant_type: 'refresh_token', client_id: app, refresh_token: tokens.refresh_token ?? '' },
});

test('tokens are bound to the key that was proved, and so is every refresh', async () => {
  const [mine, other] = [await newKey(), await newKey()];
  const { form } = await codeFor(world, person, app);
  const tokens = Granted.parse(bodyOf(await token(form, await mine.proof())));
  expect(tokens.token_type).toBe('DPoP');
  expect(decodeJwt(tokens.access_token)).toMatchObject({ cnf: { jkt: mine.thumbprint } });
  const stolen = await token(refreshOf(tokens), await other.proof());
  expect(bodyOf(stolen)).toMatchObject({ error: 'invalid_grant' });
  const next = Granted.parse(bodyOf(await token(refreshOf(tokens), await mine.proof())));
  expect(decodeJwt(next.access_token)).toMatchObject({ cnf: { jkt: mine.thumbprint } });
});

test('a bound token is worth nothing as a bearer token', async () => {
  const mine = await newKey();
  const { form } = await codeFor(world, person, app);
  const { access_token: credential } = Granted.parse(bodyOf(await token(form, await mine.proof())));
  expect(await world.ask({ routeKey: 'GET /v1/oauth/userinfo', credential })).toMatchObject({ statusCode: 401 });
});

test('a code that was asked for with a key is for that key only', async () => {
  const [mine, other] = [await newKey(), await newKey()];
  const { form } = await codeFor(world, person, app, { dpop_jkt: mine.thumbprint });
  expect(bodyOf(await token(form, await other.proof()))).toMatchObject({ error: 'invalid_grant' });
  expect((await token(form, await mine.proof())).statusCode).toBe(200);
});

test('a proof works once, and only at the token endpoint', async () => {
  const mine = await newKey();
  const elsewhere = await mine.proof(`${apiUrl}/v1/oauth/revoke`);
  const { form } = await codeFor(world, person, app);
  expect(bodyOf(await token(form, elsewhere))).toMatchObject({ error: 'invalid_dpop_proof' });
  const proof = await mine.proof();
  const tokens = Granted.parse(bodyOf(await token(form, proof)));
  expect(bodyOf(await token(refreshOf(tokens), proof))).toMatchObject({ error: 'invalid_dpop_proof' });
});
