import { randomBytes } from 'node:crypto';
import type { Entry } from './backlog.ts';
import type { Delivery, Queue } from './queue.ts';
import { receiptHandleOf } from './receipt-handle.ts';

/** Puts up to `max` messages in flight for one receiver. */
export function takeMessages(queue: Queue, max: number, visibilityMs: number): Delivery[] {
  queue.advance();
  if (!queue.backlog.next()) return [];
  return queue.world.database.transact(() => {
    const taken: Delivery[] = [];
    const room = Math.min(max, queue.world.inFlightLimit - queue.backlog.inFlightCount);
    let group: string | undefined;
    while (taken.length < room) {
      const entry = queue.backlog.next(group);
      if (!entry) break;
      group = entry.group;
      if (!buryIfExhausted(queue, entry)) taken.push(deliver(queue, entry, visibilityMs));
    }
    return taken;
  });
}

function deliver(queue: Queue, entry: Entry, visibilityMs: number): Delivery {
  const now = queue.world.clock.now();
  entry.receives += 1;
  entry.receivedAt = now;
  entry.visibleAt = now + visibilityMs;
  entry.receipt = randomBytes(12).toString('base64url');
  const message = queue.world.messages.receive(entry);
  queue.backlog.start(entry);
  return { message, receiptHandle: receiptHandleOf(queue, entry) };
}

/**
 * A message received `maxReceiveCount` times goes to the dead-letter queue instead of being received once more. It keeps
 * its id, body and attributes; its retention goes on running in a standard queue and begins anew in a FIFO queue.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html
 */
function buryIfExhausted(queue: Queue, entry: Entry): boolean {
  const policy = queue.settings.redrivePolicy;
  if (!policy || entry.receives < policy.maxReceiveCount) return false;
  const target = queue.world.findByArn(policy.deadLetterTargetArn);
  if (!target || target === queue) return false;
  const now = queue.world.clock.now();
  const buried: Entry = {
    ...entry,
    enqueuedAt: queue.isFifo ? now : entry.enqueuedAt,
    visibleAt: now + target.settings.delayMs,
    receives: 0,
    receivedAt: 0,
    receipt: '',
  };
  queue.world.messages.deadLetter(buried, target.name, queue.arn);
  queue.backlog.remove(entry);
  target.admit(buried);
  // Later, because two queues may be each other's dead-letter queue and this one is in the middle of a receive.
  queueMicrotask(() => target.line.wake());
  return true;
}
