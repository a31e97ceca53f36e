import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openDatabase } from '../../../../local/aws/database.ts';
import type { Delivery, StoredDelivery } from '../../../../local/aws/outbound/delivery.ts';
import { createOutbound, outboundSchema } from '../../../../local/aws/outbound/outbound.ts';
import { AwsError } from '../../../../local/aws/service.ts';
import { FakeClock } from '../../fake-clock.ts';
import { stateDirectory } from './state-directory.ts';

// Retries, limits and dead letters: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-event-delivery.html

const delivery: Delivery = { arn: 'arn:queue', id: 'one', input: '{}', ruleArn: 'arn:rule' };
const stored: StoredDelivery = { delivery, maximumRetryAttempts: 185, maximumEventAgeInSeconds: 86_400 };
const busy = () => new AwsError('ServiceUnavailable', 'busy', 503);

function setUp(deliver: (delivery: Delivery, attempt: number) => Promise<void>, directory = stateDirectory()) {
  const clock = new FakeClock('2026-01-01T00:00:00Z');
  const reports: string[] = [];
  const database = openDatabase(join(directory, 'outbound.db'), outboundSchema);
  const outbound = createOutbound({
    database,
    clock,
    deliver,
    describe: ({ code, attempts, condition }) => ({ code, attempts: String(attempts), condition: condition ?? '' }),
    keepsRoleForDeadLetters: false,
    report: (problem) => reports.push(problem),
    random: () => 1,
  });
  const close = async () => {
    if (!database.isOpen) return;
    await outbound.stop();
    database.close();
  };
  onTestFinished(close);
  const count = () => database.prepare('SELECT COUNT(*) AS n FROM deliveries').get()?.n;
  const send = (what = stored) => {
    outbound.enqueue(what);
    outbound.wake();
  };
  return { clock, reports, outbound, count, send, close, directory };
}

/** Fails the first `failures` times. */
function flaky(failures: number, error = busy) {
  const times: Array<{ attempt: number; arn: string; attributes?: Record<string, string> | undefined }> = [];
  const deliver = async ({ arn, attributes }: Delivery, attempt: number) => {
    times.push({ attempt, arn, attributes });
    if (times.length <= failures) throw error();
  };
  return { times, deliver };
}

test('an accepted delivery is gone', async () => {
  const { times, deliver } = flaky(0);
  const { send, count, clock } = setUp(deliver);
  send();
  await clock.advanceSlowly(0);
  expect(times).toHaveLength(1);
  expect(count()).toBe(0);
});

test('a failed delivery is tried again after one, two and four seconds', async () => {
  const { times, deliver } = flaky(3);
  const { send, clock, count } = setUp(deliver);
  send();
  await clock.advanceSlowly(999);
  expect(times).toHaveLength(1);
  await clock.advanceSlowly(1);
  expect(times).toHaveLength(2);
  await clock.advanceSlowly(2000);
  expect(times).toHaveLength(3);
  await clock.advanceSlowly(4000);
  expect(times.map(({ attempt }) => attempt)).toEqual([1, 2, 3, 4]);
  expect(count()).toBe(0);
});

test('185 retries fit into a little more than the day that AWS takes for them', async () => {
  const { times, deliver } = flaky(1000);
  const { send, clock } = setUp(deliver);
  send();
  await clock.advanceSlowly(86_400_000);
  expect(times.length).toBeGreaterThan(140);
  expect(times.length).toBeLessThanOrEqual(186);
});

test('after the last retry it goes to the dead-letter queue with the reason', async () => {
  const { times, deliver } = flaky(3);
  const { send, clock, reports } = setUp(deliver);
  send({ ...stored, maximumRetryAttempts: 2, deadLetterArn: 'arn:dlq' });
  await clock.advanceSlowly(60_000);
  expect(times.at(-1)).toEqual({
    attempt: 1,
    arn: 'arn:dlq',
    attributes: { code: 'ERROR_FROM_TARGET', attempts: '3', condition: 'MaximumRetryAttempts' },
  });
  expect(reports).toEqual(['A delivery of arn:rule to arn:queue failed (ERROR_FROM_TARGET: busy), and is tried again']);
});

test('an event that is too old is given up before its retries are used', async () => {
  const { times, deliver } = flaky(7);
  const { send, clock } = setUp(deliver);
  send({ ...stored, maximumEventAgeInSeconds: 60, deadLetterArn: 'arn:dlq' });
  await clock.advanceSlowly(300_000);
  expect(times.at(-1)?.attributes?.condition).toBe('MaximumEventAgeInSeconds');
});

test.each([
  ['AccessDeniedException', 'NO_PERMISSIONS'],
  ['InvalidArn', 'INVALID_PARAMETER'],
  ['QueueDoesNotExist', 'NO_RESOURCE'],
  ['AWS.SimpleQueueService.NonExistentQueue', 'NO_RESOURCE'],
  ['ResourceNotFoundException', 'NO_RESOURCE'],
])('%s is not retried', async (code, expected) => {
  const { times, deliver } = flaky(1, () => new AwsError(code, 'no', 400));
  const { send, clock } = setUp(deliver);
  send({ ...stored, deadLetterArn: 'arn:dlq' });
  await clock.advanceSlowly(0);
  expect(times.map(({ arn }) => arn)).toEqual(['arn:queue', 'arn:dlq']);
  expect(times[1]?.attributes?.code).toBe(expected);
});

test('whatever its name, an answer of 403 is a missing permission', async () => {
  const { times, deliver } = flaky(1, () => new AwsError('KmsAccess', 'no key', 403));
  const { send, clock } = setUp(deliver);
  send({ ...stored, deadLetterArn: 'arn:dlq' });
  await clock.advanceSlowly(0);
  expect(times[1]?.attributes?.code).toBe('NO_PERMISSIONS');
});

test('without a dead-letter queue the loss is reported in one sentence', async () => {
  const { deliver } = flaky(1, () => new AwsError('AccessDeniedException', 'not you', 403));
  const { send, clock, reports, count } = setUp(deliver);
  send();
  await clock.advanceSlowly(0);
  expect(reports).toEqual([
    'A delivery of arn:rule to arn:queue failed (NO_PERMISSIONS: not you), and is lost: there is no dead-letter queue',
  ]);
  expect(count()).toBe(0);
});

test('what was not accepted when the runtime stopped is delivered by the next one', async () => {
  const first = setUp(() => Promise.reject(busy()));
  first.send();
  await first.clock.advanceSlowly(0);
  await first.close();

  const { times, deliver } = flaky(0);
  const second = setUp(deliver, first.directory);
  second.outbound.wake();
  await second.clock.advanceSlowly(1000);
  expect(times).toEqual([{ attempt: 2, arn: 'arn:queue', attributes: undefined }]);
});

test('at most 32 targets are called at once, and all get their turn', async () => {
  let running = 0;
  let most = 0;
  let done = 0;
  const { outbound, clock } = setUp(async () => {
    running += 1;
    most = Math.max(most, running);
    await new Promise((resolve) => setImmediate(resolve));
    running -= 1;
    done += 1;
  });
  for (let index = 0; index < 100; index += 1) outbound.enqueue(stored);
  outbound.wake();
  await clock.advanceSlowly(0);
  await expect.poll(() => done).toBe(100);
  expect(most).toBe(32);
});
