import type { UserStore } from '../user/store.ts';
import type { FindRecipient } from './send-mail.ts';

/** Looks up, at the time of mailing, whom a mail goes to, so that no address travels over the bus. */
export function createRecipientFinder(deps: { users: UserStore }): FindRecipient {
  return async ({ kind, userId }) => {
    const user = userId === undefined ? undefined : await deps.users.get(userId);
    if (!user || (kind === 'verify-email' && user.isEmailVerified)) return undefined;
    return { to: user.email, name: user.name, subject: user.id };
  };
}
