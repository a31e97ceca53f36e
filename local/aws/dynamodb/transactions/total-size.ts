import { AwsError } from '../../service.ts';
import type { Staged } from '../storage/engine.ts';
import { itemSize } from '../storage/item-size.ts';

/** 4 MB: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html#limits-transactions */
const maxBytes = 4 * 1024 * 1024;

/** Counts each action by the larger of the item before and after it. */
export function checkTotalSize(done: readonly Staged[]): void {
  const sizes = done.map(({ item, existing }) =>
    Math.max(item ? itemSize(item) : 0, existing ? itemSize(existing) : 0),
  );
  if (sizes.reduce((sum, size) => sum + size, 0) <= maxBytes) return;
  throw new AwsError('ValidationException', 'The aggregate size of the items in the transaction exceeds 4 MB');
}
