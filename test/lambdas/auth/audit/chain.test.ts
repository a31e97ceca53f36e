import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { bounded } from '../../../../lambdas/auth/audit/bounded.ts';
import { chainAll } from '../../../../lambdas/auth/audit/chain-all.ts';
import { verifyAuditLog } from '../../../../lambdas/auth/audit/verify-audit-log.ts';
import { newId } from '../../../../shared/id.ts';
import { planLimits } from '../../../../shared/plan.ts';
import { start } from '../../../shared/make-context.ts';
import { type AuditWorld, startAudit } from './audit-world.ts';

let world: AuditWorld;
beforeAll(async () => {
  world = await startAudit();
});
beforeEach(() => {
  world.clock.now = start;
});
afterAll(() => world.close());

const run = () =>
  chainAll({
    deps: { audit: world.audit, log: world.log, now: () => world.clock.now },
    input: { until: world.clock.now + 1 },
  });
const times = (count: number) => Array.from({ length: count }, (_, at) => at);

async function personWithActs(count: number, change: Parameters<AuditWorld['addPerson']>[0] = {}) {
  const person = await world.addPerson(change);
  for (const at of times(count)) await world.act({ ...person.ctx, now: start + at });
  return person;
}

test('acts become a chain in the order in which they were done, each once', async () => {
  const { ctx } = await personWithActs(70);
  expect(await world.chain(ctx.orgId)).toEqual({ chained: 70, isDone: true });
  expect(await world.chain(ctx.orgId)).toEqual({ chained: 0, isDone: true });
  const lines = await world.audit.linesFrom(ctx.orgId, 1, 100);
  expect(lines.map(({ line }) => line.seq)).toEqual(times(70).map((at) => at + 1));
  expect(lines.map(({ line }) => Date.parse(line.at))).toEqual(times(70).map((at) => start + at));
  expect(await world.items(`ORG#${ctx.orgId}`, 'AUDIT-PENDING#')).toEqual([]);
  expect(await verifyAuditLog({ ctx, deps: world, input: {} })).toMatchObject({ isIntact: true, records: 70 });
});

test('twenty chainers at once make one chain without a gap', async () => {
  const { ctx } = await personWithActs(100);
  const turns = await Promise.all(times(20).map(() => world.chain(ctx.orgId)));
  expect(turns.reduce((sum, { chained }) => sum + chained, 0)).toBeLessThanOrEqual(100);
  await world.chain(ctx.orgId);
  const lines = await world.audit.linesFrom(ctx.orgId, 1, 200);
  expect(lines.map(({ line }) => line.seq)).toEqual(times(100).map((at) => at + 1));
  expect(new Set(lines.map(({ line }) => line.id)).size).toBe(100);
  expect(await verifyAuditLog({ ctx, deps: world, input: {} })).toMatchObject({ isIntact: true, lastSeq: 100 });
});

test('an act that comes late is behind in the log, and keeps its own time', async () => {
  const { ctx } = await personWithActs(1);
  await world.chain(ctx.orgId);
  await world.act({ ...ctx, now: start - 60_000 });
  await world.chain(ctx.orgId);
  const [, late] = await world.audit.linesFrom(ctx.orgId, 1, 10);
  expect(late?.line).toMatchObject({ seq: 2, loggedAt: new Date(start).toISOString() });
  expect(late?.line.at).toBe(new Date(start - 60_000).toISOString());
});

test('the job chains every organization, and one that it cannot chain holds up no other', async () => {
  const people = [await personWithActs(3), await personWithActs(2), await personWithActs(1)];
  const broken = people[1]?.ctx.orgId ?? '';
  const key = { pk: `ORG#${broken}`, sk: `AUDIT-PENDING#${newId('auditRecord', 0)}` };
  await world.table.put({ ...key, gsi1pk: 'AUDIT-PENDING', gsi1sk: `${broken}#0`, orgId: broken, id: 'aud', act: {} });
  expect(await run()).toEqual({ chained: 4, failed: 1 });
  expect(world.log.errors).toMatchObject([{ message: 'audit records were not chained', fields: { orgId: broken } }]);
  await world.table.delete(key);
  expect(await run()).toEqual({ chained: 2, failed: 0 });
});

test('acts of an organization that is gone are forgotten', async () => {
  const { ctx } = await personWithActs(2);
  await world.table.delete({ pk: `ORG#${ctx.orgId}`, sk: 'ORG' });
  expect(await run()).toMatchObject({ failed: 0 });
  expect(await world.items(`ORG#${ctx.orgId}`, 'AUDIT')).toEqual([]);
});

test('the job stops when its time is up, and the next one goes on', async () => {
  const { ctx } = await personWithActs(1);
  const deps = { audit: world.audit, log: world.log, now: () => start };
  expect(await chainAll({ deps, input: { until: start } })).toEqual({ chained: 0, failed: 0 });
  expect(await run()).toMatchObject({ chained: 1 });
  expect(await world.items(`ORG#${ctx.orgId}`, 'AUDIT-PENDING#')).toEqual([]);
});

test.each([
  ['free', 1],
  ['pro', 3],
  ['enterprise', 7],
] as const)('with the plan %s a record is kept for %i years', async (plan, years) => {
  const { ctx } = await personWithActs(1, { plan });
  await world.chain(ctx.orgId);
  expect(planLimits[plan].auditYears).toBe(years);
  const [stored] = await world.audit.linesFrom(ctx.orgId, 1, 1);
  const expiresAt = new Date(start).setUTCFullYear(new Date(start).getUTCFullYear() + years);
  expect(stored?.expiresAt).toBe(expiresAt);
  const [record] = await world.items(`ORG#${ctx.orgId}`, 'AUDIT#');
  expect(Number(record?.ttl) * 1_000).toBeGreaterThan(expiresAt);
});

test('after a cheaper plan no record expires before the one in front of it', async () => {
  const { ctx, organization } = await personWithActs(1, { plan: 'pro' });
  await world.chain(ctx.orgId);
  await world.table.update({ pk: `ORG#${organization.id}`, sk: 'ORG' }, { set: { plan: 'free' } });
  await world.act({ ...ctx, now: start + 1 });
  await world.chain(ctx.orgId);
  const [first, second] = await world.audit.linesFrom(ctx.orgId, 1, 2);
  expect(second?.expiresAt).toBe(first?.expiresAt);
});

test('when the oldest records expire, the chain begins behind them and still verifies', async () => {
  const { ctx } = await personWithActs(3);
  await world.chain(ctx.orgId);
  const year = new Date(start).setUTCFullYear(new Date(start).getUTCFullYear() + 1);
  world.clock.now = year + 1;
  await world.act({ ...ctx, now: start + 1_000 });
  await world.chain(ctx.orgId);
  await run();
  const verify = () => verifyAuditLog({ ctx: { ...ctx, now: world.clock.now }, deps: world, input: {} });
  expect(await verify()).toMatchObject({ isIntact: true, firstSeq: 3, lastSeq: 4, records: 2 });
  for (const record of (await world.items(`ORG#${ctx.orgId}`, 'AUDIT#')).slice(0, 2)) await world.remove(record);
  expect(await verify()).toMatchObject({ isIntact: true, firstSeq: 3, lastSeq: 4, records: 2 });
  expect((await world.asks(ctx, 'GET /v1/audit-log')).body).not.toContain('"seq":1,');
});

test('a chain of which all has expired goes on where it was', async () => {
  const { ctx } = await personWithActs(2);
  await world.chain(ctx.orgId);
  world.clock.now = start + 2 * 366 * 24 * 3_600_000;
  await run();
  for (const record of await world.items(`ORG#${ctx.orgId}`, 'AUDIT#')) await world.remove(record);
  const now = { ...ctx, now: world.clock.now };
  expect(await verifyAuditLog({ ctx: now, deps: world, input: {} })).toMatchObject({ isIntact: true, records: 0 });
  await world.act(now);
  expect(await verifyAuditLog({ ctx: now, deps: world, input: {} })).toMatchObject({
    ...{ isIntact: true, firstSeq: 3, lastSeq: 3 },
  });
  world.clock.now += 2 * 366 * 24 * 3_600_000;
  await run();
  expect(await verifyAuditLog({ ctx: now, deps: world, input: {} })).toMatchObject({ firstSeq: 4, isIntact: true });
});

test('what was before and after is cut at 8 KB, and says so', async () => {
  const { ctx } = await world.addPerson();
  await world.act(ctx, { before: { name: 'é'.repeat(200_000) }, after: { name: 'short' } });
  await world.chain(ctx.orgId);
  const [stored] = await world.audit.linesFrom(ctx.orgId, 1, 1);
  const { before, after } = stored?.line.parts ?? {};
  expect(after).toMatchObject({ value: { name: 'short' } });
  expect(before).toMatchObject({ value: { isCut: true, bytes: 400_011 } });
  expect(JSON.stringify(before).length).toBeLessThan(9_000);
  expect(JSON.stringify(before)).not.toContain('\ufffd');
});

test('odd values survive the table as they were hashed', async () => {
  const { ctx } = await world.addPerson();
  const odd = {
    big: 2 ** 70,
    tiny: 1e-200,
    minus: -0,
    list: [1.5, null, { '': '' }],
    when: new Date(0),
    gone: undefined,
  };
  await world.act(ctx, { after: { ...odd, half: 'a\ud800b', text: '\u2028"\n{}' } });
  expect(await verifyAuditLog({ ctx, deps: world, input: {} })).toMatchObject({ isIntact: true, records: 1 });
  expect(bounded(odd)).toEqual({
    ...{ big: '1.1805916207174113e+21', tiny: '1e-200', minus: 0, list: [1.5, null, { '': '' }] },
    when: '1970-01-01T00:00:00.000Z',
  });
});
