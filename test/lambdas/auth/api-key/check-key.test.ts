import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { isAllowedIp } from '../../../../lambdas/auth/api-key/allowed-ip.ts';
import { newSecret } from '../../../../lambdas/auth/api-key/secret.ts';
import { authorize } from '../../../../lambdas/auth/token/authorize.ts';
import { problemOf } from '../../../shared/http-event.ts';
import { source, start } from '../../../shared/make-context.ts';
import { type AuthWorld, presented, startAuth } from '../auth-world.ts';
import { keyOwner } from './key-owner.ts';

let world: AuthWorld;
beforeAll(async () => {
  world = await startAuth();
});
afterAll(() => world.close());
beforeEach(() => {
  world.clock.now = start;
});

const verdict = (secret: string, change: Parameters<typeof presented>[2] = {}) =>
  authorize({ deps: world.authorizerDeps, input: presented(`Bearer ${secret}`, world.clock.now, change) });
const from = (ip: string) => ({ source: { ...source, ip } });

test('projects, own rate limit and plan travel with the verdict', async () => {
  const owner = await keyOwner(world, { plan: 'pro' });
  const projectIds = [await owner.newProject(), await owner.newProject()];
  const { secret } = await owner.addKey({ scopes: ['projects:read'], projectIds, burstPerMinute: 30 });
  expect(await verdict(secret)).toMatchObject({
    ...{ outcome: 'authenticated', plan: 'pro', projects: projectIds.join(' '), burstPerMinute: '30' },
  });
});

test('a key of all projects and of no own limit says nothing of either', async () => {
  const { addKey } = await world.addPerson();
  const result = await verdict((await addKey()).secret);
  expect(result).not.toHaveProperty('projects');
  expect(result).not.toHaveProperty('burstPerMinute');
});

test.each<[ip: string, networks: string[], isAllowed: boolean]>([
  ['192.0.2.1', ['192.0.2.0/24'], true],
  ['192.0.3.1', ['192.0.2.0/24'], false],
  ['192.0.2.7', ['192.0.2.7'], true],
  ['192.0.2.8', ['192.0.2.7'], false],
  ['192.0.2.8', ['10.0.0.0/8', '192.0.2.8/32'], true],
  ['2001:db8::1', ['2001:db8::/32'], true],
  ['2001:db9::1', ['2001:db8::/32'], false],
  ['2001:0db8:0:0::0001', ['2001:db8::1'], true],
  ['::ffff:192.0.2.1', ['192.0.2.0/24'], true],
  ['::ffff:c000:201', ['192.0.2.1'], true],
  ['192.0.2.1', ['::ffff:192.0.2.0/120'], true],
  ['192.0.3.1', ['::ffff:192.0.2.0/120'], false],
  ['192.0.2.1', ['::ffff:192.0.2.1'], true],
  ['192.0.2.1', ['::/0'], false],
  ['2001:db8::1', ['0.0.0.0/0'], false],
  ['203.0.113.9', ['0.0.0.0/0'], true],
  ['', ['0.0.0.0/0', '::/0'], false],
  ['no address', ['0.0.0.0/0', '::/0'], false],
  ['192.0.2.1, 10.0.0.1', ['192.0.2.0/24'], false],
  ['192.0.2.1', [], false],
])('%j in %j: %j', async (ip, networks, isAllowed) => {
  expect(await isAllowedIp(ip, networks)).toBe(isAllowed);
});

test('an IPv4 address is in the network of its first bits, and in no other', async () => {
  const octets = fc.tuple(fc.nat(255), fc.nat(255), fc.nat(255), fc.nat(255));
  const number = (parts: readonly number[]) => parts.reduce((all, part) => all * 256 + part, 0);
  await fc.assert(
    fc.asyncProperty(octets, octets, fc.integer({ min: 0, max: 32 }), async (a, b, bits) => {
      const size = 2 ** (32 - bits);
      const isInside = Math.floor(number(a) / size) === Math.floor(number(b) / size);
      expect(await isAllowedIp(a.join('.'), [`${b.join('.')}/${bits}`])).toBe(isInside);
    }),
  );
});

test('a key that is bound to networks is refused elsewhere, with the reason, and its use is not noted', async () => {
  const { addKey, ctx } = await world.addPerson();
  const { secret, apiKey } = await addKey({ allowedIps: ['192.0.2.0/24', '2001:db8::/32'] });
  expect(await verdict(secret, from('198.51.100.7'))).toEqual({
    ...{ outcome: 'rejected', reason: 'The API key may not be used from 198.51.100.7.' },
  });
  expect(await world.apiKeys.get(ctx.orgId, apiKey.id)).not.toHaveProperty('lastUsedAt');
  for (const ip of ['192.0.2.200', '2001:db8:1::1', '::ffff:192.0.2.3']) {
    expect(await verdict(secret, from(ip))).toMatchObject({ outcome: 'authenticated' });
  }
});

test.each(['300.1.1.1', '192.0.2.0/33', '::/129', '192.0.2', 'localhost', '192.0.2.0/24 ', '0x7f.1', '1.2.3.4/-1', ''])(
  'the network %j is refused by name',
  async (network) => {
    const { create } = await keyOwner(world);
    const problem = problemOf(await create({ allowedIps: ['192.0.2.0/24', network] }));
    expect(problem).toMatchObject({ status: 422, errors: [{ path: 'body.allowedIps.1' }] });
  },
);

test('fifty networks are taken, and one more is not', async () => {
  const { create } = await keyOwner(world);
  const networks = Array.from({ length: 50 }, (_, at) => `10.${at}.0.0/16`);
  expect((await create({ allowedIps: networks })).statusCode).toBe(201);
  expect(problemOf(await create({ allowedIps: [...networks, '10.99.0.0/16'] }))).toMatchObject({ status: 422 });
  expect(problemOf(await create({ allowedIps: [] }))).toMatchObject({ status: 422 });
});

test('a limit above the plan, below one, or in parts is refused by name', async () => {
  const { create } = await keyOwner(world);
  for (const burstPerMinute of [61, 0, -1, 1.5, '5', Number.MAX_SAFE_INTEGER + 2]) {
    const problem = problemOf(await create({ burstPerMinute }));
    expect(problem).toMatchObject({ status: 422, errors: [{ path: 'body.burstPerMinute' }] });
  }
  expect((await create({ burstPerMinute: 60 })).statusCode).toBe(201);
});

test('a secret that is mistyped is refused without a read', async () => {
  const { secret } = await (await world.addPerson()).addKey();
  const wrong = [
    secret.slice(0, -1),
    `${secret}0`,
    `${secret.slice(0, -1)}${secret.endsWith('a') ? 'b' : 'a'}`,
    secret.replace('odavl_', 'odavl_0'),
    'odavl_',
    `odavl_${'x'.repeat(5_000)}`,
  ];
  const before = world.calls.length;
  for (const each of wrong) expect(await verdict(each)).toMatchObject({ reason: expect.stringContaining('mistyped') });
  expect(world.calls.length).toBe(before);
});

test.each<[string, (secret: string) => string]>([
  ['digits that only look like ours', (secret) => secret.replaceAll('1', '１').replaceAll('a', 'а')],
  ['a line break and a header of its own', (secret) => `${secret}\r\nX-Admin: 1`],
  ['a line break', (secret) => `${secret}\n`],
  ['a zero byte', (secret) => `${secret}\0`],
  ['a second key behind a comma', (secret) => `${secret},${newSecret()}`],
  ['a second key behind a space', (secret) => `${secret} ${newSecret()}`],
])('a header with %s is rejected without a read', async (_, change) => {
  const { secret } = await (await world.addPerson()).addKey();
  const before = world.calls.length;
  const changed = change(secret);
  fc.pre(changed !== secret);
  expect(await verdict(changed)).toMatchObject({ outcome: 'rejected' });
  expect(world.calls.length).toBe(before);
});

test('an id, a hash or a hint is no secret', async () => {
  const { apiKey, secret } = await (await world.addPerson()).addKey();
  const stored = await world.apiKeys.get((await verdictOrg(secret)) ?? '', apiKey.id);
  for (const text of [apiKey.id, stored?.hash ?? '', `CREDENTIAL#${stored?.hash}`, apiKey.hint.padEnd(30, '0')]) {
    expect(await verdict(text)).toMatchObject({ outcome: 'rejected' });
  }
});

async function verdictOrg(secret: string): Promise<string | undefined> {
  const result = await verdict(secret);
  return result.outcome === 'authenticated' ? result.orgId : undefined;
}

test('an API key in the scheme DPoP is refused', async () => {
  const { secret } = await (await world.addPerson()).addKey();
  for (const credential of [secret, 'some-imported-key-of-old']) {
    const input = presented(`DPoP ${credential}`, start);
    expect(await authorize({ deps: world.authorizerDeps, input })).toMatchObject({ outcome: 'rejected' });
  }
});
