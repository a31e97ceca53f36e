import { resetMarkOf } from '../user/reset-mark.ts';
import type { UserStore } from '../user/store.ts';
import type { FindRecipient, Recipient } from './send-mail.ts';

/** Looks up, at the time of mailing, whom a mail goes to, so that no address travels over the bus. */
export function createRecipientFinder(deps: {
  users: UserStore;
  findInvited: (orgId: string, invitationId: string) => Promise<Recipient | undefined>;
}): FindRecipient {
  return async ({ kind, userId, invitationId, orgId }) => {
    if (invitationId !== undefined) return deps.findInvited(orgId, invitationId);
    const user = userId === undefined ? undefined : await deps.users.get(userId);
    if (!user || (kind === 'verify-email' && user.isEmailVerified)) return undefined;
    const person = { name: user.name, subject: user.id };
    if (kind === 'email-changed') {
      const to = await deps.users.formerEmail(user.id);
      return to === undefined ? undefined : { ...person, to, facts: { newEmail: user.email } };
    }
    if (kind === 'confirm-email-change') {
      const change = await deps.users.emailChange(user.id);
      return change && { ...person, to: change.email, about: change.id };
    }
    return { ...person, to: user.email, ...(kind === 'reset-password' && { about: resetMarkOf(user) }) };
  };
}
