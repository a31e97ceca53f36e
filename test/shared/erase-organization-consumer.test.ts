import { beforeEach, expect, test } from 'vitest';
import { organizationDeleted } from '../../lambdas/auth/events.ts';
import type { Erased } from '../../shared/erase-organization.ts';
import { againSeconds, type Eraser, organizationEraser } from '../../shared/erase-organization-consumer.ts';
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
const eraser = (name: string, ...outcomes: (Erased | Error)[]): Eraser => {
  return async ({ orgId: asking, until }) => {
    asked.push(`${name} of ${asking} until ${until - now}`);
    const outcome = outcomes.shift() ?? gone();
    if (outcome instanceof Error) throw outcome;
    return outcome;
  };
};
const consumerOf = (erasers: Record<string, Eraser>) => {
  const again = async (body: string, delaySeconds: number) => {
    if (isQueueBroken) throw new Error('The queue is down.');
    sent.push({ body, delaySeconds });
  };
  return organizationEraser(organizationDeleted, { log, now: () => now, again, erasers });
};
const occurredAt = new Date(start).toISOString();
const detail = toCloudEvent(organizationDeleted, { id: 'evt_1', orgId, occurredAt, data: { organizationId: orgId } });
const message = JSON.stringify({ 'detail-type': organizationDeleted.type, detail });
const deliver = (consume: ReturnType<typeof consumerOf>, body = message) => consume({ Records: [sqsRecord(body)] });
const done = { batchItemFailures: [] };
const comesBack = { batchItemFailures: [{ itemIdentifier: 'm0' }] };

test('records go first, then objects; then it looks every quarter of an hour until nothing can be under way', async () => {
  const consume = consumerOf({ items: eraser('items', gone(3)), objects: eraser('objects', gone(2), gone(), gone(1)) });
  expect(await deliver(consume)).toEqual(done);
  expect(asked).toEqual([`items of ${orgId} until 40000`, `objects of ${orgId} until 40000`]);
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
    { items: 0, objects: 0 },
    { items: 0, objects: 0 },
  ]);
  expect(JSON.stringify(log.lines)).not.toContain(orgId);
});

test('what does not fit into one run goes on at once in another, with its tries counted anew', async () => {
  const some = { count: 9, isComplete: false };
  const consume = consumerOf({ items: eraser('items', some, some), objects: eraser('objects') });
  expect(await deliver(consume)).toEqual(done);
  expect(sent).toEqual([{ body: message, delaySeconds: 0 }]);
  // The objects wait: who finds its record gone stops.
  expect(asked).toHaveLength(1);
});

test('a run without any progress comes back, so that it is parked and seen in the end', async () => {
  const consume = consumerOf({ items: eraser('items', { count: 0, isComplete: false }) });
  expect(await deliver(consume)).toEqual(comesBack);
  expect([sent, log.errors.length]).toEqual([[], 1]);
});

test('a failure brings the message back, also one of the queue', async () => {
  const consume = consumerOf({ items: eraser('items', new Error('The table is down.')) });
  expect(await deliver(consume)).toEqual(comesBack);
  isQueueBroken = true;
  expect(await deliver(consume)).toEqual(comesBack);
  isQueueBroken = false;
  expect(await deliver(consume)).toEqual(done);
});

test('an event that came twice, or a day late, is no harm', async () => {
  const consume = consumerOf({ items: eraser('items') });
  await deliver(consume);
  await deliver(consume);
  expect(sent).toHaveLength(2);
  now += 24 * 3_600_000;
  expect(await deliver(consume)).toEqual(done);
  expect(sent).toHaveLength(2);
});
