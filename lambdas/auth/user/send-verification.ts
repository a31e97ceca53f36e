import type { SendMail } from '../ses.ts';
import { newLinkToken } from './link-token.ts';
import type { UserStore } from './store.ts';
import { verificationMail } from './verification-mail.ts';

const validMs = 24 * 3_600_000;

/** Mails a fresh link, once per event; a failure to send frees the event for its redelivery. */
export async function sendVerification(call: {
  deps: { users: UserStore; sendMail: SendMail; apiUrl: string; now: () => number };
  input: { eventId: string; userId: string };
}): Promise<'sent' | 'not-needed'> {
  const { deps, input } = call;
  const user = await deps.users.get(input.userId);
  if (!user || user.isEmailVerified) return 'not-needed';
  if (!(await deps.users.isFirstMail(input.eventId, deps.now()))) return 'not-needed';
  try {
    const { token, hash } = newLinkToken();
    await deps.users.putLink(hash, { userId: user.id, expiresAt: deps.now() + validMs });
    await deps.sendMail(user.email, verificationMail(user.name, `${deps.apiUrl}/verify-email?token=${token}`));
    return 'sent';
  } catch (error) {
    await deps.users.forgetMail(input.eventId);
    throw error;
  }
}
