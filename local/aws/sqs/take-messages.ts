import { randomBytes } from 'node:crypto';
import type { Entry } from './backlog.ts';
import type { Delivery, Queue } from './queue.ts';
import { receiptHandleOf } from './receipt-handle.ts';
import type { ReceiveFaults } from './receive-fault.ts';

export interface Receive {
  readonly max: number;
  readonly visibilityMs: number;
  readonly faults?: ReceiveFaults | undefined;
}

/** Puts up to `max` messages in flight for one receiver. */
export function takeMessages(queue: Queue, { max, visibilityMs, faults }: Receive): Delivery[] {
  queue.advance();
  if (!queue.backlog.next()) return [];
  return queue.world.database.transact(() => {
    const taken: Delivery[] = [];
    const doubled: Entry[] = [];
    const room = Math.min(max, queue.world.inFlightLimit - queue.backlog.inFlightCount);
    let group: string | undefined;
    while (taken.length < room) {
      const entry = queue.backlog.next(group);
      if (!entry) break;
      if (buryIfExhausted(queue, entry)) {
        group = entry.group;
        continue;
      }
      const fault = faults?.(queue.name);
      if (fault?.type === 'defer') defer(queue, entry, fault.milliseconds);
      else if (fault?.type === 'drop') deliver(queue, entry, visibilityMs);
      else {
        // Only behind a message that it gets may a receive go on in the same FIFO group.
        group = entry.group;
        taken.push(deliver(queue, entry, visibilityMs));
        if (fault?.type === 'duplicate') doubled.push(entry);
      }
    }
    showAgain(queue, doubled);
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

/** In flight without a receiver, which keeps the messages behind it in its FIFO group waiting. */
function defer(queue: Queue, entry: Entry, milliseconds: number): void {
  queue.backlog.start(entry);
  queue.backlog.defer(entry, queue.world.clock.now() + milliseconds);
  queue.world.messages.hide(entry);
}

/** Makes messages visible whose receiver believes to hold them. Its handle is no longer the latest: it deletes nothing. */
function showAgain(queue: Queue, entries: readonly Entry[]): void {
  for (const entry of entries) {
    entry.receipt = randomBytes(12).toString('base64url');
    queue.backlog.defer(entry, queue.world.clock.now());
    queue.world.messages.hide(entry);
  }
  // Later, because the receive is still under way.
  if (entries.length > 0) queueMicrotask(() => queue.line.wake());
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
