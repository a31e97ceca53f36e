import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { acceptMessage } from '../../../../local/aws/sqs/accept-message.ts';
import { Database } from '../../../../local/aws/sqs/database.ts';
import { QueueRegistry } from '../../../../local/aws/sqs/queue-registry.ts';
import type { ReceiveFault } from '../../../../local/aws/sqs/receive-fault.ts';
import { takeMessages } from '../../../../local/aws/sqs/take-messages.ts';
import { FakeClock } from '../../fake-clock.ts';

/** A queue with these messages, each `<group><number>`; of the receives, those of `faults` go wrong in this order. */
function queueOf(name: string, bodies: readonly string[], faults: (ReceiveFault | undefined)[]) {
  const directory = mkdtempSync(join(tmpdir(), 'receive-fault-'));
  const database = new Database(directory);
  onTestFinished(() => {
    database.close();
    rmSync(directory, { recursive: true });
  });
  const clock = new FakeClock();
  const registry = new QueueRegistry(database, clock, 100);
  const isFifo = name.endsWith('.fifo');
  const attributes: Record<string, string> = isFifo ? { FifoQueue: 'true', ContentBasedDeduplication: 'true' } : {};
  const at = clock.now();
  const queue = registry.save({ name, createdAt: at, modifiedAt: at, attributes, tags: {} });
  for (const body of bodies) acceptMessage(queue, { body, attributes: {}, groupId: body[0] }, 'test');
  const take = (max = 10) =>
    takeMessages(queue, { max, visibilityMs: 30_000, faults: () => faults.shift() }).map(({ message }) => message.body);
  return { clock, queue, take };
}

test('a dropped message counts as received and comes back after the visibility timeout', () => {
  const { clock, queue, take } = queueOf('plain', ['a1', 'a2'], [{ type: 'drop' }]);
  expect(take()).toEqual(['a2']);
  expect(queue.backlog.inFlightCount).toBe(2);
  clock.advanceSeconds(29);
  expect(take()).toEqual([]);
  clock.advanceSeconds(2);
  expect(take()).toEqual(['a1', 'a2']);
});

test('a deferred message does not count as received', () => {
  const { clock, queue, take } = queueOf('plain', ['a1', 'a2'], [{ type: 'defer', milliseconds: 5_000 }]);
  expect(take()).toEqual(['a2']);
  clock.advanceSeconds(6);
  expect([...queue.backlog.entries()].map(({ receives }) => receives)).toEqual([0, 1]);
  expect(take()).toEqual(['a1']);
});

test('a duplicated message is there at once for the next receive, not twice in one', () => {
  const { take } = queueOf('plain', ['a1', 'a2'], [{ type: 'duplicate' }]);
  expect(take()).toEqual(['a1', 'a2']);
  expect(take()).toEqual(['a1']);
  expect(take()).toEqual([]);
});

test.each<ReceiveFault>([{ type: 'drop' }, { type: 'defer', milliseconds: 5_000 }])(
  'whatever happens to a message of a FIFO queue ($type), those behind it in its group wait',
  (fault) => {
    const { clock, take } = queueOf('ordered.fifo', ['a1', 'a2', 'b1'], [fault]);
    expect(take(1)).toEqual(['b1']);
    expect(take()).toEqual([]);
    clock.advanceSeconds(31);
    expect(take(2)).toEqual(['a1', 'a2']);
  },
);
