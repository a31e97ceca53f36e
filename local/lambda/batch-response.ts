import { z } from 'zod';

const batchResponseSchema = z.object({
  batchItemFailures: z.array(z.object({ itemIdentifier: z.string().min(1) })).nullish(),
});

/**
 * Which messages of a batch failed, from the reply of a function that reports batch item failures. A reply that does not
 * say it properly fails the whole batch.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html#services-sqs-batchfailurereporting
 */
export function failedMessageIds(reply: unknown, messageIds: readonly string[]): ReadonlySet<string> {
  if (reply === null || reply === undefined || reply === '') return new Set();
  const parsed = batchResponseSchema.safeParse(reply);
  if (!parsed.success) return new Set(messageIds);
  const failed = (parsed.data.batchItemFailures ?? []).map((failure) => failure.itemIdentifier);
  const isKnown = failed.every((id) => messageIds.includes(id));
  return new Set(isKnown ? failed : messageIds);
}
