import { z } from 'zod';
import { checkBatch, runBatch } from './batch.ts';
import { type Operation, parseInput } from './operation.ts';
import type { Queue } from './queue.ts';
import { expiredHandle, resolveHandle } from './receipt-handle.ts';

const DeleteInput = z.strictObject({ QueueUrl: z.string(), ReceiptHandle: z.string() });
const DeleteBatchInput = z.strictObject({
  QueueUrl: z.string(),
  Entries: z.array(z.strictObject({ Id: z.string(), ReceiptHandle: z.string() })),
});

export const deleteMessage: Operation = (state, raw) => {
  const { QueueUrl, ReceiptHandle } = parseInput(DeleteInput, raw);
  const queue = state.registry.byUrl(QueueUrl);
  remove(queue, ReceiptHandle);
  queue.line.wake();
};

export const deleteMessageBatch: Operation = (state, raw) => {
  const { QueueUrl, Entries } = parseInput(DeleteBatchInput, raw);
  const queue = state.registry.byUrl(QueueUrl);
  checkBatch(Entries, 'DeleteMessageBatchRequestEntry');
  const result = queue.world.database.transact(() => runBatch(Entries, (entry) => remove(queue, entry.ReceiptHandle)));
  queue.line.wake();
  return result;
};

/**
 * Deleting twice succeeds, and so does deleting with the handle of an earlier receive, without effect. A FIFO queue
 * refuses a handle whose visibility timeout has passed.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_DeleteMessage.html
 */
function remove(queue: Queue, handle: string): undefined {
  const { entry, isLatest } = resolveHandle(queue, handle);
  if (!entry) return;
  if (queue.isFifo && !(isLatest && queue.backlog.isInFlight(entry))) throw expiredHandle(handle);
  if (isLatest) queue.discard(entry);
}
