import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import * as z from 'zod';
import type { CloudEvent } from '../../shared/cloud-event.ts';
import { transact, tryTransact } from '../../shared/dynamo-transaction.ts';
import type { PublishMany } from '../../shared/event-bus.ts';
import { defineEvent } from '../../shared/events.ts';
import { outgoing, sendOutgoing } from '../../shared/outbox.ts';
import { sendOutbox } from '../../shared/outbox-job.ts';
import { FakeBus } from './fake-bus.ts';
import { FakeLog } from './fake-log.ts';
import { start } from './make-context.ts';
import { startTables, type Tables } from './table.ts';

const happened = defineEvent({
  type: 'thing.happened.v1',
  audience: 'internal',
  description: 'A thing happened.',
  payload: z.object({ thingId: z.string() }),
  example: { thingId: 't1' },
});
const event = (id: string, at = start) => ({
  ...{ id, orgId: 'org_1', occurredAt: new Date(at).toISOString(), data: { thingId: 't1' } },
});
const aMinute = 60_000;

let tables: Tables;
beforeAll(async () => {
  tables = await startTables();
});
afterAll(() => tables.close());

let bus: FakeBus;
let log: FakeLog;
let now: number;
/** Ids, in the order in which the job sent them. */
let sent: string[];
let refuses: (event: CloudEvent) => boolean;
const publishMany: PublishMany = async (events) =>
  events.map((each) => {
    if (refuses(each)) return new Error('The bus is down.');
    sent.push(each.id);
    return undefined;
  });
const marks = async () =>
  (await tables.table.query(z.object({ sk: z.string() }), { pk: 'ORG#org_1', limit: 500 })).map(({ sk }) => sk);
const runJob = (until = now + aMinute) =>
  sendOutbox({ deps: { table: tables.table, publishMany, log, now: () => now }, input: { until } });

beforeEach(async () => {
  for (const sk of await marks()) await tables.table.delete({ pk: 'ORG#org_1', sk });
  [bus, log, now, sent, refuses] = [new FakeBus(), new FakeLog(), start, [], () => false];
});

/** An act, with the event that tells of it. */
async function act(id: string, at = start) {
  const out = outgoing(tables.table, happened, event(id, at));
  await transact(tables.client, [{ table: tables.table, put: { pk: 'ORG#org_1', sk: `THING#${id}` } }, out.write]);
  return out;
}

test('an event is written with its act and goes out right after; no mark of it stays', async () => {
  const out = await act('evt_1');
  expect(await marks()).toEqual(['OUTBOX#evt_1', 'THING#evt_1']);
  await sendOutgoing({ publish: bus.publish, log }, [out]);
  expect(bus.events).toMatchObject([{ id: 'evt_1', orgId: 'org_1', data: { thingId: 't1' } }]);
  expect(await marks()).toEqual(['THING#evt_1']);
});

test('an act that is refused leaves no event', async () => {
  const out = outgoing(tables.table, happened, event('evt_1'));
  const refused = {
    table: tables.table,
    check: { pk: 'ORG#org_1', sk: 'NONE' },
    condition: { when: 'attribute_exists(pk)' },
  };
  expect(await tryTransact(tables.client, [refused, out.write])).toBe(false);
  expect(await marks()).toEqual([]);
});

test('killed between the act and its event: the job sends it, after a minute, once', async () => {
  await act('evt_1');
  now = start + aMinute - 1;
  expect(await runJob()).toEqual({ sent: 0, failed: 0 });
  now = start + aMinute;
  expect(await runJob()).toEqual({ sent: 1, failed: 0 });
  expect(await runJob()).toEqual({ sent: 0, failed: 0 });
  expect(sent).toEqual(['evt_1']);
});

test('a bus that is down fails no act; the event stays until the bus is up', async () => {
  const out = await act('evt_1');
  bus.isBroken = true;
  await sendOutgoing({ publish: bus.publish, log }, [out]);
  expect(log.errors).toMatchObject([{ message: 'left to the outbox job', fields: { eventId: 'evt_1' } }]);
  now = start + aMinute;
  refuses = () => true;
  expect(await runJob()).toEqual({ sent: 0, failed: 1 });
  refuses = () => false;
  expect(await runJob()).toEqual({ sent: 1, failed: 0 });
});

test('killed between the event and its mark: it goes out again under the same id', async () => {
  const out = await act('evt_1');
  const isKilled = { ...tables.table, delete: () => Promise.reject(new Error('killed')) };
  await sendOutgoing({ publish: bus.publish, log }, [{ ...out, write: { ...out.write, table: isKilled } }]);
  now = start + aMinute;
  await runJob();
  expect([bus.events[0]?.id, ...sent]).toEqual(['evt_1', 'evt_1']);
});

test('what cannot be read or sent is counted, and keeps nobody waiting behind it', async () => {
  for (let at = 0; at < 25; at += 1) {
    const { write } = outgoing(tables.table, happened, event(`evt_bad${at}`, start - aMinute));
    await tables.table.put({ ...write.put, ...(at % 2 === 0 && { event: '{"half":' }) });
  }
  await act('evt_good');
  now = start + aMinute;
  refuses = ({ id }) => id.startsWith('evt_bad');
  expect(await runJob()).toEqual({ sent: 1, failed: 25 });
  expect(sent).toEqual(['evt_good']);
  expect(log.errors).toHaveLength(25);
});

test('a run that is out of time leaves the rest to the next', async () => {
  for (let at = 0; at < 12; at += 1) await act(`evt_${at}`);
  now = start + aMinute;
  const ticking = () => now++;
  const deps = { table: tables.table, publishMany, log, now: ticking };
  expect(await sendOutbox({ deps, input: { until: now + 2 } })).toEqual({ sent: 10, failed: 0 });
  expect(await runJob()).toEqual({ sent: 2, failed: 0 });
});

test('an event that could never go out is refused before anything is written', () => {
  const wrong = { ...event('evt_1'), data: JSON.parse('{"thingId":1}') };
  expect(() => outgoing(tables.table, happened, wrong)).toThrow(z.ZodError);
  const huge = { ...event('evt_1'), data: { thingId: 'x'.repeat(300_000) } };
  expect(() => outgoing(tables.table, happened, huge)).toThrow(/261120 are the limit/);
});

test('two jobs at once send everything, and nothing is left', async () => {
  for (let at = 0; at < 30; at += 1) await act(`evt_${at}`);
  now = start + aMinute;
  await Promise.all([runJob(), runJob()]);
  expect(new Set(sent).size).toBe(30);
  expect((await marks()).filter((sk) => sk.startsWith('OUTBOX'))).toEqual([]);
});
