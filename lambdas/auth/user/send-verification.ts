import type { SendMail } from '../ses.ts';
import { newLinkToken } from './link-token.ts';
import type { UserStore } from './store.ts';
import { verificationMail } from './verification-mail.ts';

const validMs = 24 * 3_600_000;

/**
 * Mails a fresh link, once per event. A failure to send, or a crash in the middle, frees the event for its redelivery.
 * @throws Error while another delivery of the same event is at it, so that this one comes back and finds out how it went
 */
export async function sendVerification(call: {
  deps: { users: UserStore; sendMail: SendMail; apiUrl: string; now: () => number };
  input: { eventId: string; userId: string };
}): Promise<'sent' | 'not-needed'> {
  const { deps, input } = call;
  const user = await deps.users.get(input.userId);
  if (!user || user.isEmailVerified) return 'not-needed';
  const claim = await deps.users.claimMail(input.eventId, deps.now());
  if (claim === 'done') return 'not-needed';
  if (claim === 'busy') throw new Error('Another delivery of this event is being mailed.');
  try {
    const { token, hash } = newLinkToken();
    await deps.users.putLink(hash, { userId: user.id, expiresAt: deps.now() + validMs });
    await deps.sendMail(user.email, verificationMail(user.name, `${deps.apiUrl}/verify-email?token=${token}`));
  } catch (error) {
    await deps.users.freeMail(input.eventId);
    throw error;
  }
  await deps.users.markMailed(input.eventId, deps.now());
  return 'sent';
}
