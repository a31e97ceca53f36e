import { AwsError } from '../../service.ts';
import type { Outcome } from '../storage/engine.ts';

interface Reason {
  readonly Code: string;
  readonly Message?: string;
  readonly Item?: unknown;
}

/**
 * The codes and messages of a cancelled transaction:
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html#API_TransactWriteItems_Errors.
 * `outcomes` are in the order of the request; anything that cannot be a reason fails the request by itself.
 */
export function cancellationOf(
  outcomes: readonly Outcome[],
  returnsItem: (index: number) => boolean,
): AwsError | undefined {
  if (outcomes.every(({ kind }) => kind === 'staged')) return undefined;
  const reasons = outcomes.map((outcome, index) => reasonOf(outcome, returnsItem(index)));
  return new AwsError(
    'TransactionCanceledException',
    `Transaction cancelled, please refer cancellation reasons for specific reasons [${reasons.map(({ Code }) => Code).join(', ')}]`,
    400,
    { CancellationReasons: reasons },
  );
}

function reasonOf(outcome: Outcome, returnsItem: boolean): Reason {
  if (outcome.kind === 'staged') return { Code: 'None' };
  const { error, existing } = outcome;
  if (error.code === 'ValidationException') return { Code: 'ValidationError', Message: error.message };
  if (error.code !== 'ConditionalCheckFailedException') throw error;
  const reason = { Code: 'ConditionalCheckFailed', Message: error.message };
  return returnsItem && existing ? { ...reason, Item: existing } : reason;
}
