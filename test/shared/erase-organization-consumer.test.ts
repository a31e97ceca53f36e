import { beforeEach, expect, test } from 'vitest';
import { organizationDeleted } from '../../lambdas/auth/events.ts';
import type { Erased } from '../../shared/erase-organization.ts';
import { againSeconds, type EraserDeps, organizationEraser } from '../../shared/erase-organization-consumer.ts';
import { toCloudEvent } from '../../shared/events.ts';
import { FakeLog } from './fake-log.ts';
import { start } from './make-context.ts';
import { sqsRecord } from './task/task-world.ts';

const orgId = 'org_01jd9p4n7a9b1c3d5e7f9g1h3j';
const sent: { body: string; delaySeconds: number }[] = [];
const asked: string[] = [];
let log: FakeLog;
let now: number;
let isQueueBroken: boolean;
beforeEach(() => {
  [sent.length, asked.length, now, isQueueBroken, log] = [0, 0, start, false, new FakeLog()];
});

const gone = (count = 0): Erased => ({ count, isComplete: true });
/** Runs that find this, one after the other, and then nothing any more. */
const consumerOf = (...runs: (Record<string, Erased> | Error)[]) => {
  const erase: EraserDeps['erase'] = async ({ orgId: asking, until }) => {
    asked.push(`${asking} until ${until - now}`);
    const run = runs.shift() ?? { items: gone() };
    if (run instanceof Error) throw run;
    return run;
  };
  const again = async (body: string, delaySeconds: number) => {
    if (isQueueBroken) throw new Error('The queue is down.');
    sent.push({ body, delaySeconds });
  };
  return organizationEraser(organizationDeleted, { log, now: () => now, again, erase });
};
const occurredAt = new Date(start).toISOString();
const detail = toCloudEvent(organizationDeleted, { id: 'evt_1', orgId, occurredAt, data: { organizationId: orgId } });
const message = JSON.stringify({ 'detail-type': organizationDeleted.type, detail });
const deliver = (consume: ReturnType<typeof consumerOf>, body = message) => consume({ Records: [sqsRecord(body)] });
const done = { batchItemFailures: [] };
const comesBack = { batchItemFailures: [{ itemIdentifier: 'm0' }] };

test('it looks again every quarter of an hour until nothing can be under way', async () => {
  const consume = consumerOf(
    { items: gone(3), objects: gone(2) },
    { items: gone(), objects: gone() },
    { items: gone(), objects: gone(1) },
  );
  expect(await deliver(consume)).toEqual(done);
  expect(asked).toEqual([`${orgId} until 40000`]);
  let looks = 0;
  for (let next = sent.shift(); next; next = sent.shift()) {
    expect(next).toEqual({ body: message, delaySeconds: againSeconds });
    now += next.delaySeconds * 1_000;
    expect(await deliver(consume, next.body)).toEqual(done);
    looks += 1;
  }
  expect([looks, now - start]).toEqual([4, 3_600_000]);
  expect(log.lines.map(({ fields }) => fields)).toMatchObject([
    { items: 3, objects: 2, isComplete: true },
    { items: 0, objects: 0 },
    { items: 0, objects: 1 },
    { items: 0 },
    { items: 0 },
  ]);
  expect(JSON.stringify(log.lines)).not.toContain(orgId);
});

test('what does not fit into one run goes on at once in another, with its tries counted anew', async () => {
  const none = { count: 0, isComplete: false };
  const consume = consumerOf({ items: { ...none, count: 9 }, objects: none }, { items: gone(4), objects: none });
  expect(await deliver(consume)).toEqual(done);
  expect(await deliver(consume)).toEqual(done);
  expect(sent).toEqual([
    { body: message, delaySeconds: 0 },
    { body: message, delaySeconds: 0 },
  ]);
});

test('a run without any progress comes back, so that it is parked and seen in the end', async () => {
  const consume = consumerOf({ items: { count: 0, isComplete: false } });
  expect(await deliver(consume)).toEqual(comesBack);
  expect([sent, log.errors.length]).toEqual([[], 1]);
});

test('a failure brings the message back, also one of the queue', async () => {
  const consume = consumerOf(new Error('The table is down.'));
  expect(await deliver(consume)).toEqual(comesBack);
  isQueueBroken = true;
  expect(await deliver(consume)).toEqual(comesBack);
  isQueueBroken = false;
  expect(await deliver(consume)).toEqual(done);
});

test('an event that came twice, or a day late, is no harm', async () => {
  const consume = consumerOf();
  await deliver(consume);
  await deliver(consume);
  expect(sent).toHaveLength(2);
  now += 24 * 3_600_000;
  expect(await deliver(consume)).toEqual(done);
  expect(sent).toHaveLength(2);
});
