import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Mail } from '../../../../lambdas/auth/ses.ts';
import { hashLinkToken } from '../../../../lambdas/auth/user/link-token.ts';
import { sendVerification } from '../../../../lambdas/auth/user/send-verification.ts';
import { verificationMail } from '../../../../lambdas/auth/user/verification-mail.ts';
import { start } from '../../../shared/make-context.ts';
import { type AuthWorld, apiUrl, startAuth } from '../auth-world.ts';

let world: AuthWorld;
beforeAll(async () => {
  world = await startAuth();
});
afterAll(() => world.close());

/** A mailer of one event for one new person. */
async function scene(change: { isEmailVerified?: boolean } = {}) {
  const { user } = await world.addPerson({ isEmailVerified: false, ...change });
  const mails: { to: string; mail: Mail }[] = [];
  const state = { now: start, send: async () => {} };
  const deps = {
    ...{ users: world.users, apiUrl, now: () => state.now },
    sendMail: async (to: string, mail: Mail) => {
      await state.send();
      mails.push({ to, mail });
    },
  };
  const deliver = () => sendVerification({ deps, input: { eventId: `evt-${user.id}`, userId: user.id } });
  return { user, mails, state, deliver };
}

test('the mail has a link that works for 24 hours, of which only the hash is kept', async () => {
  const { user, mails, deliver } = await scene();
  expect(await deliver()).toBe('sent');
  expect(mails.map(({ to }) => to)).toEqual([user.email]);
  const token = /\/verify-email\?token=([\w-]{43})\s/.exec(mails[0]?.mail.text ?? '')?.[1] ?? '';
  expect(mails[0]?.mail.html).toContain(`${apiUrl}/verify-email?token=${token}`);
  expect(await world.dump()).not.toContain(token);
  expect(await world.users.verifyByLink(hashLinkToken(token), start + 24 * 3_600_000)).toBeUndefined();
  expect(await world.users.verifyByLink(hashLinkToken(token), start + 24 * 3_600_000 - 1)).toMatchObject({
    id: user.id,
  });
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

test('a name cannot add markup to the mail', () => {
  const { html, text } = verificationMail('<img src=x>', 'https://api.example/?a=1&b="2"');
  expect(html).toContain('Hello &lt;img src=x&gt;,');
  expect(html).toContain('href="https://api.example/?a=1&amp;b=&quot;2&quot;"');
  expect(text).toContain('Hello <img src=x>,');
});
