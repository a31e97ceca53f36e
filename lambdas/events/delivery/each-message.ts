import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import type * as z from 'zod';
import type { Logger } from '../../../shared/log.ts';

/** All messages of a batch at once. Each stands for itself: one that fails, or is none of ours, comes back alone. */
export async function eachMessage<Schema extends z.ZodType>(
  { log, schema }: { readonly log: Logger; readonly schema: Schema },
  { Records }: SQSEvent,
  act: (message: z.output<Schema>) => Promise<void>,
): Promise<SQSBatchResponse> {
  const failures = await Promise.all(
    Records.map(async ({ messageId, body }) => {
      try {
        await act(schema.parse(JSON.parse(body)));
        return [];
      } catch (error) {
        log.error('message failed', error, { messageId });
        return [{ itemIdentifier: messageId }];
      }
    }),
  );
  return { batchItemFailures: failures.flat() };
}
