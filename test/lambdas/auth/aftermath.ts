import * as z from 'zod';
import { AuditAct } from '../../../lambdas/auth/audit/audit.ts';
import { mailRequested } from '../../../lambdas/auth/events.ts';
import { createRecipientFinder } from '../../../lambdas/auth/mail/find-recipient.ts';
import { sendMail } from '../../../lambdas/auth/mail/send-mail.ts';
import { createMailStore } from '../../../lambdas/auth/mail/store.ts';
import type { Mail } from '../../../lambdas/auth/ses.ts';
import { type AuthWorld, apiUrl } from './auth-world.ts';

export interface Mailed {
  readonly to: string;
  readonly mail: Mail;
  /** Of its link; empty when it has none. */
  readonly token: string;
}

/** Sends, with the real mailer, what the bus was asked for since it was last emptied. */
export async function mailsOf(world: AuthWorld): Promise<Mailed[]> {
  const mails: Mailed[] = [];
  const deps = {
    ...{ mails: createMailStore(world.table), links: world.links, apiUrl, now: () => world.clock.now },
    findRecipient: createRecipientFinder(world),
    sendMail: async (to: string, mail: Mail) => {
      mails.push({ to, mail, token: /\?token=([\w-]{43})/.exec(mail.text)?.[1] ?? '' });
    },
  };
  for (const event of world.bus.ofType(mailRequested.type)) {
    const request = { ...mailRequested.payload.parse(event.data), orgId: event.orgId };
    await sendMail({ deps, input: { eventId: event.id, request } });
  }
  return mails;
}

/** What waits to be appended to the audit log of an organization, in the order of their ids. */
export async function actsOf(world: AuthWorld, orgId: string): Promise<AuditAct[]> {
  const query = { pk: `ORG#${orgId}`, skPrefix: 'AUDIT-PENDING#', limit: 100 };
  return (await world.table.query(z.object({ act: AuditAct }), query)).map(({ act }) => act);
}
