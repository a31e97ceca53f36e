import { z } from 'zod';
import { AwsError } from '../service.ts';
import { checkBatch, runBatch } from './batch.ts';
import { invalidValue } from './error.ts';
import { type Operation, parseInput } from './operation.ts';
import type { Queue } from './queue.ts';
import { resolveHandle } from './receipt-handle.ts';

const change = { ReceiptHandle: z.string(), VisibilityTimeout: z.int() };
const ChangeInput = z.strictObject({ QueueUrl: z.string(), ...change });
const ChangeBatchInput = z.strictObject({
  QueueUrl: z.string(),
  Entries: z.array(z.strictObject({ Id: z.string(), ...change })),
});

/** 12 hours from the receive on: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ChangeMessageVisibility.html */
export const greatestVisibility = 43_200;

export const changeMessageVisibility: Operation = (state, raw) => {
  const { QueueUrl, ReceiptHandle, VisibilityTimeout } = parseInput(ChangeInput, raw);
  const queue = state.registry.byUrl(QueueUrl);
  changeOne(queue, ReceiptHandle, VisibilityTimeout);
  queue.line.wake();
};

export const changeMessageVisibilityBatch: Operation = (state, raw) => {
  const { QueueUrl, Entries } = parseInput(ChangeBatchInput, raw);
  const queue = state.registry.byUrl(QueueUrl);
  checkBatch(Entries, 'ChangeMessageVisibilityBatchRequestEntry');
  const result = queue.world.database.transact(() =>
    runBatch(Entries, (entry) => changeOne(queue, entry.ReceiptHandle, entry.VisibilityTimeout)),
  );
  queue.line.wake();
  return result;
};

function changeOne(queue: Queue, handle: string, seconds: number): undefined {
  if (seconds < 0 || seconds > greatestVisibility)
    throw invalidValue(seconds, 'VisibilityTimeout', `Must be between 0 and ${greatestVisibility}.`);
  const { entry, isLatest } = resolveHandle(queue, handle);
  if (!entry || !isLatest)
    throw invalidValue(
      handle,
      'ReceiptHandle',
      'Message does not exist or is not available for visibility timeout change.',
    );
  if (!queue.backlog.isInFlight(entry))
    throw new AwsError('MessageNotInflight', "The specified message isn't in flight.");
  const visibleAt = queue.world.clock.now() + seconds * 1000;
  if (visibleAt - entry.receivedAt > greatestVisibility * 1000)
    throw invalidValue(
      seconds,
      'VisibilityTimeout',
      `Total VisibilityTimeout for the message is beyond the limit [${greatestVisibility} seconds].`,
    );
  queue.backlog.defer(entry, visibleAt);
  queue.world.messages.hide(entry);
}
