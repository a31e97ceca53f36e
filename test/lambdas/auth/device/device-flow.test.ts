import { decodeJwt } from 'jose';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { AuditAct } from '../../../../lambdas/auth/audit/audit.ts';
import { bodyOf, problemOf } from '../../../shared/http-event.ts';
import { start as begin } from '../../../shared/make-context.ts';
import { actsOf } from '../aftermath.ts';
import { type AuthWorld, apiUrl, startAuth } from '../auth-world.ts';
import { newProver } from '../dpop/prover.ts';
import { addApp, Granted, sendForm } from '../oauth/oauth-world.ts';
import { clientId, codes, decide, errorOf, poll, start, verify } from './device-world.ts';

let world: AuthWorld;
beforeAll(async () => {
  world = await startAuth();
});
afterAll(() => world.close());
beforeEach(() => {
  world.clock.now = begin;
});

test('a device gets a code to poll with and one to show, in the form of RFC 8628', async () => {
  expect(await codes(world)).toEqual({
    device_code: expect.stringMatching(/^[\w-]{43}$/),
    user_code: expect.stringMatching(/^[2-9A-HJ-NP-Z]{4}-[2-9A-HJ-NP-Z]{4}$/),
    verification_uri: `${apiUrl}/device`,
    verification_uri_complete: expect.stringMatching(/\/device\?user_code=\w{4}-\w{4}$/),
    ...{ expires_in: 600, interval: 5 },
  });
});

test('neither code can be read in the table', async () => {
  const { device_code: deviceCode, user_code: userCode } = await codes(world);
  const dump = await world.dump();
  for (const code of [deviceCode, userCode, userCode.replace('-', '')]) expect(dump).not.toContain(code);
});

test('a person lets a device in, and it gets tokens of this person once', async () => {
  const person = await world.addPerson();
  const { device_code: deviceCode, user_code: userCode } = await codes(world);
  expect(await errorOf(poll(world, deviceCode))).toBe('authorization_pending');
  expect((await decide(world, person, userCode)).statusCode).toBe(204);
  const tokens = Granted.parse(bodyOf(await poll(world, deviceCode)));
  expect(decodeJwt(tokens.access_token)).toMatchObject({
    ...{ sub: person.user.id, org: person.organization.id, client_id: clientId, scope: 'openid projects:read' },
  });
  expect(decodeJwt(tokens.id_token ?? '')).toMatchObject({ sub: person.user.id, aud: clientId });
  const list = await world.ask({ routeKey: 'GET /v1/projects', credential: tokens.access_token });
  expect(list.statusCode).toBe(200);
  const next = { grant_type: 'refresh_token', client_id: clientId, refresh_token: tokens.refresh_token ?? '' };
  expect((await sendForm(world, 'token', next)).statusCode).toBe(200);
  expect(await errorOf(poll(world, deviceCode))).toBe('invalid_grant');
});

test('of fifty polls after the approval one gets tokens', async () => {
  const person = await world.addPerson();
  const { device_code: deviceCode, user_code: userCode } = await codes(world);
  await decide(world, person, userCode);
  const answers = await Promise.all(Array.from({ length: 50 }, () => errorOf(poll(world, deviceCode))));
  expect(answers.filter((answer) => answer === 200)).toHaveLength(1);
  expect(new Set(answers.filter((answer) => answer !== 200))).toEqual(new Set(['invalid_grant']));
});

test('a device that is sent away gets nothing, and stays away', async () => {
  const person = await world.addPerson();
  const { device_code: deviceCode, user_code: userCode } = await codes(world);
  await decide(world, person, userCode, { decision: 'deny' });
  for (const _ of [1, 2]) expect(await errorOf(poll(world, deviceCode))).toBe('access_denied');
  expect(problemOf(await decide(world, person, userCode))).toMatchObject({ code: 'not_found' });
});

test('polls that come too early slow the device down, by five seconds each', async () => {
  const { device_code: deviceCode } = await codes(world);
  const at = (ms: number) => {
    world.clock.now = begin + ms;
    return errorOf(poll(world, deviceCode));
  };
  expect(await at(0)).toBe('authorization_pending');
  expect(await at(4_999)).toBe('slow_down');
  expect(await at(4_999 + 9_999)).toBe('slow_down');
  expect(await at(14_998 + 15_000)).toBe('authorization_pending');
  expect(await at(29_998 + 15_000)).toBe('authorization_pending');
});

test('fifty polls at once are one poll and forty-nine that came too early', async () => {
  const { device_code: deviceCode } = await codes(world);
  const answers = await Promise.all(Array.from({ length: 50 }, () => errorOf(poll(world, deviceCode))));
  expect(answers.filter((answer) => answer === 'authorization_pending')).toHaveLength(1);
  expect(answers.filter((answer) => answer === 'slow_down')).toHaveLength(49);
});

test('both codes live ten minutes to the millisecond', async () => {
  const person = await world.addPerson();
  const [early, late, waiting] = [await codes(world), await codes(world), await codes(world)];
  world.clock.now = begin + 599_999;
  expect((await decide(world, person, early.user_code)).statusCode).toBe(204);
  expect(await errorOf(poll(world, waiting.device_code))).toBe('authorization_pending');
  world.clock.now = begin + 600_000;
  expect(problemOf(await decide(world, person, late.user_code))).toMatchObject({ code: 'not_found' });
  expect(await errorOf(poll(world, early.device_code))).toBe('expired_token');
  expect(await errorOf(poll(world, late.device_code))).toBe('expired_token');
});

test('a device code serves no other client', async () => {
  const person = await world.addPerson();
  const { device_code: deviceCode, user_code: userCode } = await codes(world);
  await decide(world, person, userCode);
  expect(await errorOf(poll(world, deviceCode, { client_id: 'odavl-vscode' }))).toBe('invalid_grant');
  expect(await errorOf(poll(world, deviceCode))).toBe(200);
});

test.each([
  ['an unknown code', { device_code: 'x'.repeat(43) }],
  ['an empty code', { device_code: '' }],
  ['a huge code', { device_code: 'x'.repeat(100_000) }],
])('%s gives nothing', async (_, form) => {
  expect(await errorOf(poll(world, '', form))).toBe('invalid_grant');
});

test('who may begin is registered for it, and asks for what it is registered for', async () => {
  const app = await addApp(world, await world.addPerson());
  expect(await errorOf(start(world, { client_id: 'nobody' }))).toBe('invalid_client');
  expect(await errorOf(start(world, { client_id: app.id }))).toBe('unauthorized_client');
  expect(await errorOf(start(world, { client_id: 'odavl-studio' }))).toBe('unauthorized_client');
  expect(await errorOf(start(world, { scope: 'projects:read root' }))).toBe('invalid_scope');
  const twice = 'client_id=odavl-cli&client_id=odavl-vscode';
  expect(await errorOf(sendForm(world, 'device/code', twice))).toBe('invalid_request');
});

test('a person sees who asks, for what, and from where', async () => {
  const { user_code: userCode } = await codes(world, { scope: 'openid projects:write' });
  expect(bodyOf(await verify(world, await world.addPerson(), userCode))).toEqual({
    client: { id: clientId, name: 'ODAVL CLI' },
    scopes: [
      { scope: 'openid', allows: 'know who you are' },
      { scope: 'projects:write', allows: 'create and update projects' },
    ],
    requestedFrom: { ip: '192.0.2.1', userAgent: 'test', at: new Date(begin).toISOString() },
    expiresAt: new Date(begin + 600_000).toISOString(),
  });
});

test('the code may be typed as people type', async () => {
  const person = await world.addPerson();
  const { user_code: userCode } = await codes(world);
  const plain = userCode.replace('-', '');
  for (const typed of [
    userCode.toLowerCase(),
    plain,
    ` ${plain.split('').join(' ')} `,
    userCode.replace('-', '\u2013'),
  ]) {
    expect((await verify(world, person, typed)).statusCode).toBe(200);
  }
});

test('the organization is one of the person’s own', async () => {
  const [person, other] = [await world.addPerson(), await world.addPerson()];
  const { device_code: deviceCode, user_code: userCode } = await codes(world);
  const foreign = await decide(world, person, userCode, { organizationId: other.organization.id });
  expect(problemOf(foreign)).toMatchObject({ status: 404, code: 'not_found' });
  expect(await errorOf(poll(world, deviceCode))).toBe('authorization_pending');
  const own = await decide(world, person, userCode, { organizationId: person.organization.id });
  expect(own.statusCode).toBe(204);
});

test('an app and an API key let nobody in', async () => {
  const person = await world.addPerson();
  const first = await codes(world, { scope: 'full' });
  await decide(world, person, first.user_code);
  const app = Granted.parse(bodyOf(await poll(world, first.device_code))).access_token;
  const { secret } = await person.addKey({ scopes: ['admin'] });
  const { user_code: userCode } = await codes(world);
  for (const credential of [app, secret]) {
    for (const act of ['verify', 'decide']) {
      const body = { userCode, ...(act === 'decide' && { decision: 'allow' }) };
      const reply = await world.ask({ routeKey: `POST /v1/oauth/device/${act}`, credential, body });
      expect(problemOf(reply)).toMatchObject({ status: 403, code: 'forbidden' });
    }
  }
});

test('tokens of a device that proves a key are bound to it', async () => {
  const [person, prover] = [await world.addPerson(), await newProver()];
  const { device_code: deviceCode, user_code: userCode } = await codes(world);
  await decide(world, person, userCode);
  const proof = await prover.prove({ claims: { htm: 'POST', htu: `${apiUrl}/v1/oauth/token` } });
  const tokens = Granted.parse(bodyOf(await poll(world, deviceCode, {}, { dpop: proof })));
  expect(tokens.token_type).toBe('DPoP');
  expect(decodeJwt(tokens.access_token)).toMatchObject({ cnf: { jkt: prover.thumbprint } });
  const bare = await world.ask({ routeKey: 'GET /v1/projects', credential: tokens.access_token });
  expect(bare.statusCode).toBe(401);
});

test('a decision is in the audit log of the organization, and holds no code', async () => {
  const person = await world.addPerson();
  const [yes, no] = [await codes(world), await codes(world)];
  await decide(world, person, yes.user_code);
  await decide(world, person, no.user_code, { decision: 'deny' });
  const acts = (await actsOf(world, person.organization.id)).map((act) => AuditAct.parse(act));
  const target = { type: 'client', id: clientId };
  expect(acts).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ action: 'consent.granted', target, actor: { type: 'user', id: person.user.id } }),
      expect.objectContaining({ action: 'consent.denied', target }),
    ]),
  );
  for (const code of [yes, no]) expect(JSON.stringify(acts)).not.toContain(code.user_code);
});

test('who has left the organization meanwhile brings no device in', async () => {
  const person = await world.addPerson();
  const { device_code: deviceCode, user_code: userCode } = await codes(world);
  await decide(world, person, userCode);
  await world.table.delete({ pk: `ORG#${person.organization.id}`, sk: `MEMBER#${person.user.id}` });
  const { access_token: credential } = Granted.parse(bodyOf(await poll(world, deviceCode)));
  expect((await world.ask({ routeKey: 'GET /v1/projects', credential })).statusCode).toBe(401);
});
