import type { MailRequest } from '../events.ts';
import { type LinkPurpose, linkLifetimes } from '../link/link.ts';
import { newLinkToken } from '../link/link-token.ts';
import type { LinkStore } from '../link/store.ts';
import type { SendMail } from '../ses.ts';
import { compose } from './compose.ts';
import { type MailKind, mailKinds } from './mail.ts';
import type { MailStore } from './store.ts';

/** Who gets the mail, by which name, what its link is about, and facts that were looked up; undefined: nobody any more. */
export interface Recipient {
  readonly to: string;
  readonly name?: string;
  readonly subject: string;
  readonly about?: string;
  readonly facts?: Readonly<Record<string, string>>;
}
export type FindRecipient = (request: MailRequest & { orgId: string }) => Promise<Recipient | undefined>;

interface Deps {
  readonly mails: MailStore;
  readonly links: LinkStore;
  readonly findRecipient: FindRecipient;
  readonly sendMail: SendMail;
  readonly apiUrl: string;
  readonly now: () => number;
}

/**
 * Mails once per event. A failure to send, or a crash in the middle, frees the event for its redelivery.
 * @throws Error while another delivery of the same event is at it, so that this one comes back and finds out how it went
 */
export async function sendMail(call: {
  deps: Deps;
  input: { eventId: string; request: MailRequest & { orgId: string } };
}): Promise<'sent' | 'not-needed'> {
  const { deps, input } = call;
  const recipient = await deps.findRecipient(input.request);
  if (!recipient) return 'not-needed';
  const claim = await deps.mails.claim(input.eventId, deps.now());
  if (claim === 'done') return 'not-needed';
  if (claim === 'busy') throw new Error('Another delivery of this event is being mailed.');
  try {
    const kind: MailKind = mailKinds[input.request.kind];
    const link = kind.link && (await makeLink(deps, kind.link, recipient));
    const { name } = recipient;
    const facts = { apiUrl: deps.apiUrl, ...input.request.facts, ...recipient.facts, ...(name && { name }) };
    await deps.sendMail(recipient.to, compose(kind, facts, link));
  } catch (error) {
    await deps.mails.free(input.eventId);
    throw error;
  }
  await deps.mails.markSent(input.eventId, deps.now());
  return 'sent';
}

async function makeLink(deps: Deps, link: { page: string; purpose: LinkPurpose }, recipient: Recipient) {
  const { token, hash } = newLinkToken();
  const { subject, about } = recipient;
  const expiresAt = deps.now() + linkLifetimes[link.purpose];
  await deps.links.put(hash, { purpose: link.purpose, subject, ...(about && { about }), expiresAt });
  return `${deps.apiUrl}${link.page}?token=${token}`;
}
