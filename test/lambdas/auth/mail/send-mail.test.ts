import { afterAll, beforeAll, expect, test } from 'vitest';
import { hashLinkToken } from '../../../../lambdas/auth/link/link-token.ts';
import { compose } from '../../../../lambdas/auth/mail/compose.ts';
import { createRecipientFinder } from '../../../../lambdas/auth/mail/find-recipient.ts';
import { mailKinds } from '../../../../lambdas/auth/mail/mail.ts';
import { sendMail } from '../../../../lambdas/auth/mail/send-mail.ts';
import { createMailStore } from '../../../../lambdas/auth/mail/store.ts';
import type { Mail } from '../../../../lambdas/auth/ses.ts';
import { start } from '../../../shared/make-context.ts';
import { type AuthWorld, apiUrl, startAuth } from '../auth-world.ts';

let world: AuthWorld;
beforeAll(async () => {
  world = await startAuth();
});
afterAll(() => world.close());

/** A mailer of one event for one new person. */
async function scene(change: { isEmailVerified?: boolean } = {}) {
  const { user, organization } = await world.addPerson({ isEmailVerified: false, ...change });
  const request = { kind: 'verify-email' as const, userId: user.id, orgId: organization.id };
  const mails: { to: string; mail: Mail }[] = [];
  const state = { now: start, send: async () => {} };
  const deps = {
    ...{ mails: createMailStore(world.table), links: world.links, apiUrl, now: () => state.now },
    findRecipient: createRecipientFinder(world),
    sendMail: async (to: string, mail: Mail) => {
      await state.send();
      mails.push({ to, mail });
    },
  };
  const deliver = () => sendMail({ deps, input: { eventId: `evt-${user.id}`, request } });
  return { user, mails, state, deliver };
}

test('the mail has a link that works for 24 hours, of which only the hash is kept', async () => {
  const { user, mails, deliver } = await scene();
  expect(await deliver()).toBe('sent');
  expect(mails.map(({ to }) => to)).toEqual([user.email]);
  const token = /\/verify-email\?token=([\w-]{43})\s/.exec(mails[0]?.mail.text ?? '')?.[1] ?? '';
  expect(mails[0]?.mail.html).toContain(`${apiUrl}/verify-email?token=${token}`);
  expect(await world.dump()).not.toContain(token);
  const find = (now: number) => world.links.find(hashLinkToken(token), 'verify-email', now);
  expect(await find(start + 24 * 3_600_000)).toBeUndefined();
  expect(await find(start + 24 * 3_600_000 - 1)).toMatchObject({ subject: user.id });
  expect(await world.links.find(hashLinkToken(token), 'reset-password', start)).toBeUndefined();
});

test('an event that is delivered twice mails once', async () => {
  const { mails, deliver } = await scene();
  expect([await deliver(), await deliver()]).toEqual(['sent', 'not-needed']);
  expect(mails).toHaveLength(1);
});

test('an event that is delivered while it is being mailed comes back later, and then finds it done', async () => {
  const { mails, state, deliver } = await scene();
  const [began, gate] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  state.send = () => {
    began.resolve();
    return gate.promise;
  };
  const first = deliver();
  await began.promise;
  await expect(deliver()).rejects.toThrow('Another delivery');
  gate.resolve();
  expect([await first, await deliver()]).toEqual(['sent', 'not-needed']);
  expect(mails).toHaveLength(1);
});

test('a mail that could not be sent is sent by the redelivery', async () => {
  const { mails, state, deliver } = await scene();
  state.send = () => Promise.reject(new Error('SES is down.'));
  await expect(deliver()).rejects.toThrow('SES is down.');
  state.send = async () => {};
  expect(await deliver()).toBe('sent');
  expect(mails).toHaveLength(1);
});

test('a mailer that died in the middle does not keep the mail from being sent', async () => {
  const { mails, state, deliver } = await scene();
  const began = Promise.withResolvers<void>();
  state.send = () => {
    began.resolve();
    return new Promise(() => {});
  };
  void deliver();
  await began.promise;
  state.send = async () => {};
  state.now += 60_001;
  expect(await deliver()).toBe('sent');
  expect(mails).toHaveLength(1);
});

test('somebody who is verified or gone gets no mail', async () => {
  const { mails, deliver, user } = await scene({ isEmailVerified: true });
  expect(await deliver()).toBe('not-needed');
  await world.table.delete({ pk: `USER#${user.id}`, sk: 'USER' });
  expect(await deliver()).toBe('not-needed');
  expect(mails).toEqual([]);
});

const verification = mailKinds['verify-email'];

test('a name cannot add markup to the mail', () => {
  const { html, text } = compose(verification, { name: '<img src=x>' }, 'https://api.example/?a=1&b="2"');
  expect(html).toContain('Hello &lt;img src=x&gt;,');
  expect(html).toContain('href="https://api.example/?a=1&amp;b=&quot;2&quot;"');
  expect(text).toContain('Hello <img src=x>,');
});

test('a fact cannot add a line to the subject, nor a word in braces to the text', () => {
  const facts = { inviter: 'Eve\r\nBcc: all@example.com', organization: '{apiUrl}', role: 'viewer' };
  const { subject, text } = compose(mailKinds.invitation, facts, 'https://api.example/');
  expect(subject).toBe('Eve Bcc: all@example.com invites you to {apiUrl}');
  expect(text).toContain('join {apiUrl} on');
});

test('a mail that lacks a fact does not leave', () => {
  expect(() => compose(mailKinds.invitation, {}, 'https://api.example/')).toThrow('needs the fact "inviter"');
});
