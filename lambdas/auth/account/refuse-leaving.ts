import { AppError } from '../../../shared/errors.ts';
import type { StoredUser } from '../user/user.ts';

/**
 * Told only to somebody who has proved who they are.
 * @throws AppError `account_deletion_scheduled`
 */
export function refuseLeaving({ deletionScheduledFor }: Pick<StoredUser, 'deletionScheduledFor'>): void {
  if (deletionScheduledFor === undefined) return;
  throw new AppError(
    'account_deletion_scheduled',
    `This account will be erased on ${deletionScheduledFor.slice(0, 10)}. The link in the mail about it keeps the account.`,
  );
}
