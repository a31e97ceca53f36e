import { AwsError } from '../service.ts';
import { queryCodeOf } from './error.ts';

// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html
const maximumEntries = 10;
const idPattern = /^[A-Za-z0-9_-]{1,80}$/;

interface BatchEntry {
  readonly Id: string;
}

interface BatchFailure extends BatchEntry {
  readonly SenderFault: boolean;
  readonly Code: string;
  readonly Message: string;
}

/** Errors that refuse a batch as a whole. `entryName` is the name AWS gives the entries of the action. */
export function checkBatch(entries: readonly BatchEntry[], entryName: string): void {
  if (entries.length === 0)
    throw new AwsError('EmptyBatchRequest', `There should be at least one ${entryName} in the request.`);
  if (entries.length > maximumEntries)
    throw new AwsError(
      'TooManyEntriesInBatchRequest',
      `Maximum number of entries per request are ${maximumEntries}. You have sent ${entries.length}.`,
    );
  const seen = new Set<string>();
  for (const { Id } of entries) {
    if (!idPattern.test(Id))
      throw new AwsError(
        'InvalidBatchEntryId',
        'A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long.',
      );
    if (seen.has(Id)) throw new AwsError('BatchEntryIdsNotDistinct', `Id ${Id} repeated.`);
    seen.add(Id);
  }
}

/** Acts on every entry by itself, so that one bad entry leaves the others alone. */
export function runBatch<E extends BatchEntry>(entries: readonly E[], act: (entry: E) => object | undefined) {
  const successful: BatchEntry[] = [];
  const failed: BatchFailure[] = [];
  for (const entry of entries) {
    try {
      successful.push({ Id: entry.Id, ...act(entry) });
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      failed.push({ Id: entry.Id, SenderFault: error.status < 500, Code: queryCodeOf(error), Message: error.message });
    }
  }
  return { Successful: successful, Failed: failed };
}
