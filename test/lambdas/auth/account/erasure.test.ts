import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { eraseAccount } from '../../../../lambdas/auth/account/erase-account.ts';
import { createAccountStore } from '../../../../lambdas/auth/account/store.ts';
import { createAuditStore } from '../../../../lambdas/auth/audit/store.ts';
import { verifyAuditLog } from '../../../../lambdas/auth/audit/verify-audit-log.ts';
import { createMemberStore } from '../../../../lambdas/auth/member/store.ts';
import { createOrganizationStore } from '../../../../lambdas/auth/organization/store.ts';
import { createTable } from '../../../../shared/dynamo.ts';
import { problemOf } from '../../../shared/http-event.ts';
import { makeContext, start } from '../../../shared/make-context.ts';
import { type AccountWorld, day, type Person, startAccounts } from './account-world.ts';
import { type BusyPerson, doEverything, startBusyPerson, traces } from './busy-person.ts';

let world: AccountWorld;
beforeEach(async () => {
  world = await startAccounts();
});
afterEach(() => world.close());

const Items = z.array(z.looseObject({ pk: z.object({ S: z.string() }), sk: z.object({ S: z.string() }) }));

/** What is in the table, but for what its time to live has ended: DynamoDB removes that by itself. */
async function left(): Promise<string[]> {
  const items = Items.parse(JSON.parse(await world.dump()));
  const Ttl = z.object({ ttl: z.object({ N: z.coerce.number() }).optional() });
  return items
    .filter((item) => (Ttl.parse(item).ttl?.N ?? Number.POSITIVE_INFINITY) * 1_000 > world.clock.now)
    .map((item) => JSON.stringify(item));
}

/** The keys of each item that tells of this person, with what it tells. */
async function found(of: readonly string[]): Promise<string[]> {
  const items = await left();
  return of.flatMap((trace) =>
    items.filter((item) => item.includes(trace)).map((item) => `${trace} in ${item.slice(0, 140)}`),
  );
}

const tracesOf = (ada: BusyPerson) => [
  ...ada.addresses,
  ...[ada.userId, traces.name, traces.renamed, traces.ip, traces.userAgent],
];
const verdictOn = (orgId: string) => verifyAuditLog({ ctx: makeContext({ orgId }), deps: world, input: {} });

async function leave(ada: BusyPerson): Promise<void> {
  await ada.must('DELETE /v1/me', { password: traces.password });
}

test('of an account that did everything nothing is left, and the audit logs still verify', async () => {
  const friend = await world.addPerson();
  const ada = await startBusyPerson(world, 'all');
  await doEverything(world, ada, friend);
  // Somebody else's organization: invited there, a member since, and named in its records.
  const host = await world.addPerson({ plan: 'enterprise' });
  const home = host.organization.id;
  await world.act(host.ctx, { action: 'member.invited', after: { email: ada.email, role: 'admin' } });
  const invite = { routeKey: 'POST /v1/invitations', credential: (await host.addKey()).secret };
  expect((await world.ask({ ...invite, body: { email: ada.email, role: 'viewer' } })).statusCode).toBe(201);
  const member = { user: { id: ada.userId } };
  await world.join(home, { ...friend, ...member, user: { ...friend.user, ...member.user } }, 'admin');
  await world.act(
    { ...host.ctx, now: start + 1 },
    { action: 'member.added', target: { type: 'user', id: ada.userId } },
  );
  await world.join(ada.orgId, host, 'owner');
  expect((await found(tracesOf(ada))).length).toBeGreaterThan(20);

  await leave(ada);
  world.clock.now = start + 13 * day;
  expect(await world.runErasure()).toEqual({ erased: 0, failed: 0 });
  world.clock.now = start + 15 * day;
  expect(await world.runErasure()).toEqual({ erased: 1, failed: 0 });

  expect(await found(tracesOf(ada))).toEqual([]);
  expect(await world.organization(home)).toMatchObject({ memberCount: 1, seatCount: 1 });
  for (const orgId of [ada.orgId, home]) expect(await verdictOn(orgId)).toMatchObject({ isIntact: true });
  const lines = await world.audit.linesFrom(ada.orgId, 1, 200);
  expect(lines.map(({ line }) => line.action)).toEqual(
    expect.arrayContaining(['account.created', 'project.created', 'account.erased']),
  );
  expect(lines.find(({ line }) => line.action === 'project.created')?.line.parts).toMatchObject({
    ...{ actor: { isErased: true }, source: { isErased: true }, after: { value: expect.anything() } },
  });
  const told = JSON.stringify(world.bus.ofType('account.erased.v1'));
  expect(told).toContain(ada.userId);
  for (const trace of [...ada.addresses, traces.name, traces.ip]) expect(told).not.toContain(trace);
  expect(JSON.stringify(world.log.lines)).not.toContain(ada.userId);
});

test('what others have stays, and names nobody', async () => {
  const friend = await world.addPerson();
  const ada = await startBusyPerson(world, 'others');
  await doEverything(world, ada, friend);
  await world.table.update({ pk: `ORG#${ada.orgId}`, sk: `MEMBER#${friend.user.id}` }, { set: { role: 'owner' } });
  await world.table.update({ pk: `ORG#${ada.orgId}`, sk: 'ORG' }, { add: { ownerCount: 1 } });
  await leave(ada);
  world.clock.now = start + 15 * day;
  await world.runErasure();
  expect(await world.organization(ada.orgId)).toMatchObject({ memberCount: 1, ownerCount: 1, projectCount: 1 });
  expect(await world.items(`ORG#${ada.orgId}`, 'KEY#')).toMatchObject([{ createdBy: 'erased', name: 'CI' }]);
  expect(await world.items(`ORG#${ada.orgId}`, 'CLIENT#')).toMatchObject([{ createdBy: 'erased', name: 'robot' }]);
  expect(await world.items(`ORG#${ada.orgId}`, 'INVITATION#')).toMatchObject([
    { email: 'babbage@example.com', invitedBy: 'erased' },
  ]);
});

test('the address is free again, and who signs up with it begins anew', async () => {
  const ada = await startBusyPerson(world, 'again');
  await leave(ada);
  world.clock.now = start + 15 * day;
  await world.runErasure();
  const { email } = ada;
  expect(
    problemOf(await world.ask({ routeKey: 'POST /v1/auth/login', body: { email, password: traces.password } })).code,
  ).toBe('invalid_credentials');
  const again = await startBusyPerson(world, 'again');
  expect(again.userId).not.toBe(ada.userId);
  expect(await world.runErasure()).toEqual({ erased: 0, failed: 0 });
  expect((await found([again.userId])).length).toBeGreaterThan(1);
});

describe('the last owner', () => {
  const gone = async (prepare: (ada: BusyPerson) => Promise<unknown>) => {
    const ada = await startBusyPerson(world, crypto.randomUUID());
    await leave(ada);
    await prepare(ada);
    world.clock.now = start + 15 * day;
    expect(await world.runErasure()).toEqual({ erased: 1, failed: 0 });
    return ada;
  };

  test('who became it meanwhile is followed by whoever has most rights, and of those the longest', async () => {
    const [viewer, late, early] = [await world.addPerson(), await world.addPerson(), await world.addPerson()];
    const ada = await gone(async ({ orgId }) => {
      await world.join(orgId, viewer, 'viewer', 1);
      await world.join(orgId, late, 'developer', 3);
      await world.join(orgId, early, 'developer', 2);
    });
    const members = await world.items(`ORG#${ada.orgId}`, 'MEMBER#');
    const roleOf = ({ user }: Person) => members.find(({ userId }) => userId === user.id)?.role;
    expect([viewer, late, early].map(roleOf)).toEqual(['viewer', 'developer', 'owner']);
    expect(await world.organization(ada.orgId)).toMatchObject({ memberCount: 3, ownerCount: 1 });
    expect(world.bus.ofType('auth.mail-requested.v1').map(({ data }) => data)).toContainEqual(
      expect.objectContaining({ kind: 'ownership-transferred', userId: early.user.id }),
    );
  });

  test('of an organization that is gone already is erased all the same', async () => {
    await gone(({ orgId }) => world.table.delete({ pk: `ORG#${orgId}`, sk: 'ORG' }));
  });

  test('alone leaves an organization of nobody, which goes on its own day', async () => {
    const ada = await gone(async () => undefined);
    expect(await world.organization(ada.orgId)).toMatchObject({ memberCount: 0, ownerCount: 0 });
    expect(await found([ada.userId])).toEqual([]);
  });
});

/** A client whose calls fail from the n-th write on, as those of a function that is killed there. */
function dyingAfter(writes: number): { client: DynamoDBClient; hasDied: () => boolean } {
  let left = writes;
  const send = async (command: { constructor: { name: string } }, ...rest: unknown[]) => {
    if (/Put|Update|Delete|Transact/.test(command.constructor.name)) left -= 1;
    if (left < 0) throw new Error('Killed.');
    return Reflect.apply(world.client.send, world.client, [command, ...rest]);
  };
  const client = new Proxy(world.client, {
    get: (target, name) => (name === 'send' ? send : Reflect.get(target, name)),
  });
  return { client, hasDied: () => left < 0 };
}

function depsWith(client: DynamoDBClient) {
  const table = createTable(client, 'store');
  return {
    ...{ dynamo: client, table, publish: world.bus.publish, log: world.log, accounts: createAccountStore(table) },
    ...{ audit: createAuditStore(client, table), organizations: createOrganizationStore(table) },
    members: createMemberStore(table),
  };
}

test('killed after any of its writes, it is finished by the next run', async () => {
  const ctx = () => ({ requestId: 'job', now: world.clock.now, source: { ip: '', userAgent: '' } });
  let kills = 0;
  for (let writes = 0, isDead = true; isDead; writes += 1) {
    world.clock.now = start;
    const [ada, friend] = [await startBusyPerson(world, `kill-${writes}`), await world.addPerson()];
    await ada.must('POST /v1/api-keys', { name: 'CI', scopes: ['admin'] });
    await leave(ada);
    await world.join(ada.orgId, friend, 'admin');
    world.clock.now = start + 15 * day;
    const { client, hasDied } = dyingAfter(writes);
    const input = { userId: ada.userId };
    const first = eraseAccount({ ctx: ctx(), deps: depsWith(client), input });
    await first.catch((error: unknown) => expect(String(error)).toContain('Killed'));
    isDead = hasDied();
    expect(await world.runErasure()).toMatchObject({ failed: 0 });
    await world.runOutbox();
    expect(world.bus.ofType('account.erased.v1').some(({ data }) => Object(data).userId === ada.userId)).toBe(true);
    expect([writes, await found([ada.userId, ada.email, traces.name, traces.ip])]).toEqual([writes, []]);
    expect(await world.organization(ada.orgId)).toMatchObject({ memberCount: 1, ownerCount: 1 });
    expect(await verdictOn(ada.orgId)).toMatchObject({ isIntact: true });
    kills += 1;
  }
  expect(kills).toBeGreaterThan(15);
}, 180_000);

test('two runs at once erase once', async () => {
  const [ada, friend] = [await startBusyPerson(world, 'twice'), await world.addPerson()];
  await leave(ada);
  await world.join(ada.orgId, friend, 'admin');
  world.clock.now = start + 15 * day;
  await Promise.all([world.runErasure(), world.runErasure(), world.runErasure()]);
  await world.runErasure();
  expect(await found([ada.userId, ada.email, traces.ip])).toEqual([]);
  expect(await world.organization(ada.orgId)).toMatchObject({ memberCount: 1, ownerCount: 1 });
});

test('while the bus is down nothing is forgotten to be told', async () => {
  const ada = await startBusyPerson(world, 'bus');
  await leave(ada);
  world.clock.now = start + 15 * day;
  world.bus.isBroken = true;
  expect(await world.runErasure()).toEqual({ erased: 1, failed: 0 });
  world.bus.isBroken = false;
  expect(world.bus.ofType('account.erased.v1').filter(({ data }) => Object(data).userId === ada.userId)).toEqual([]);
  expect(await world.runOutbox()).toMatchObject({ failed: 0 });
  expect(world.bus.ofType('account.erased.v1').at(-1)).toMatchObject({ data: { userId: ada.userId } });
  expect(await found([ada.userId, ada.email])).toEqual([]);
});
