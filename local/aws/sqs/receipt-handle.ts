import { AwsError } from '../service.ts';
import type { Entry } from './backlog.ts';
import { invalidValue } from './error.ts';
import type { Queue } from './queue.ts';

/** A handle names queue, message and the one receive it was given out for. */
export function receiptHandleOf(queue: Queue, entry: Entry): string {
  return Buffer.from(`${queue.name} ${entry.id} ${entry.receipt}`).toString('base64');
}

/** The message that `handle` was given out for, with whether that receive is still the latest one. */
export function resolveHandle(queue: Queue, handle: string): { entry: Entry | undefined; isLatest: boolean } {
  const [queueName, id, receipt, ...rest] = Buffer.from(handle, 'base64').toString('utf8').split(' ');
  if (queueName !== queue.name || !id || !receipt || rest.length > 0)
    throw new AwsError(
      'ReceiptHandleIsInvalid',
      `The input receipt handle "${handle}" is not a valid receipt handle.`,
      404,
    );
  queue.advance();
  const entry = queue.backlog.get(id);
  return { entry, isLatest: entry?.receipt === receipt };
}

export function expiredHandle(handle: string): AwsError {
  return invalidValue(handle, 'ReceiptHandle', 'The receipt handle has expired.');
}
