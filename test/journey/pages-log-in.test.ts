import { createHash } from 'node:crypto';
import { Secret, TOTP } from 'otpauth';
import type { Browser, Page } from 'puppeteer-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as z from 'zod';
import { complaintsOf, expectUsable, openPage, startBrowser, tabTo, textOf, typeInto } from './by-hand.ts';
import { type Account, Client, logIn as logInByApi, mailedToken, newAccount } from './client.ts';
import { onPlan } from './plan.ts';
import { type Platform, startPlatform } from './platform.ts';

let platform: Platform;
let browser: Browser;
let anybody: Client;

beforeAll(async () => {
  [platform, browser] = await Promise.all([startPlatform(), startBrowser()]);
  anybody = new Client(platform.ready.url);
}, 90_000);
afterAll(async () => {
  await browser?.close();
  await platform?.stop();
});

const open = (path: string) => openPage(browser, platform.ready.url + path);
const verifier = 'a-verifier-of-the-app-that-nobody-else-has-and-long';
/** As an app on this computer would ask; nothing listens there, so the answer is read off the request. */
const authorization = (change: Record<string, string> = {}) =>
  `/v1/oauth/authorize?${new URLSearchParams({
    ...{ client_id: 'odavl-cli', redirect_uri: 'http://127.0.0.1:9/callback', response_type: 'code', state: 'mine' },
    ...{ scope: 'openid email projects:write', code_challenge_method: 'S256' },
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    ...change,
  })}`;
const answerTo = async (page: Page, redirectUri: string) => {
  const request = await page.waitForRequest((each) => each.url().startsWith(redirectUri));
  return new URL(request.url()).searchParams;
};

async function logIn(page: Page, { email, password }: Pick<Account, 'email' | 'password'>): Promise<void> {
  await typeInto(page, '#log-in-email', email);
  await typeInto(page, '#log-in-password', password);
  await page.keyboard.press('Enter');
}

const Sessions = z.object({ items: z.array(z.object({ isCurrent: z.boolean() })) });
/** Without the one that asks. */
async function sessionsOf({ email, password }: Pick<Account, 'email' | 'password'>): Promise<number> {
  const { accessToken, refreshToken } = await logInByApi(anybody, email, password);
  const { items } = (await anybody.with(accessToken).get('/v1/auth/sessions')).as(Sessions);
  await anybody.post('/v1/auth/logout', { refreshToken });
  return items.filter(({ isCurrent }) => !isCurrent).length;
}

test('a wrong password says so where the focus is, and the right one goes on from there', async () => {
  const person = await newAccount(platform.ready.url);
  const { page, complaints } = await open(authorization());
  await expectUsable(page);
  await logIn(page, { ...person, password: 'not the password' });
  await page.waitForSelector('#log-in-wrong:focus');
  expect(await textOf(page, '#log-in-wrong')).toBe('The e-mail address or the password is wrong.');
  await expectUsable(page);
  await typeInto(page, '#log-in-password', person.password);
  await page.keyboard.press('Enter');
  await page.waitForSelector('#asks:focus');
  await expectUsable(page);
  expect(await sessionsOf(person)).toBe(2);
  await page.goto(`${platform.ready.url}/health`);
  await expect.poll(() => sessionsOf(person), { timeout: 10_000 }).toBe(1);
  expect(complaints).toEqual([]);
  await page.close();
});

test('whoever has not confirmed their address can have the link again', async () => {
  const person = { email: 'unconfirmed@example.com', password: 'correct horse battery' };
  await anybody.post('/v1/auth/signup', { ...person, name: 'U', organizationName: 'U' });
  const first = await mailedToken(anybody, person.email);
  const { page, complaints } = await open('/account/security');
  await logIn(page, person);
  await page.waitForSelector('#log-in-wrong:focus');
  expect(await textOf(page, '#log-in-wrong')).toMatch('Open the link in the mail that we sent you');
  await expectUsable(page);
  await tabTo(page, '#log-in-resend');
  await page.keyboard.press('Enter');
  await page.waitForSelector('#log-in-said:focus');
  expect(await textOf(page, '#log-in-said')).toMatch('A mail with a new link is on its way.');
  await expectUsable(page);
  await expect.poll(() => mailedToken(anybody, person.email), { timeout: 10_000 }).not.toBe(first);
  expect(complaints).toEqual([]);
  await page.close();
});

test('the second factor is asked for when the account has one, and a wrong one is told', async () => {
  const person = await newAccount(platform.ready.url);
  const enrolled = await person.client.post('/v1/auth/mfa/totp/enroll', { password: person.password });
  const secret = Secret.fromBase32(enrolled.as(z.object({ secret: z.string() })).secret);
  const activated = await person.client.post('/v1/auth/mfa/totp/activate', { code: new TOTP({ secret }).generate() });
  const { recoveryCodes } = activated.as(z.object({ recoveryCodes: z.array(z.string()) }));
  const { page, complaints } = await open(authorization());
  await logIn(page, person);
  await page.waitForSelector('#log-in-code:focus');
  await expectUsable(page);
  await page.keyboard.type('000000');
  await page.keyboard.press('Enter');
  await page.waitForSelector('#log-in-wrong:focus');
  await expectUsable(page);
  await typeInto(page, '#log-in-code', recoveryCodes[0] ?? '');
  await page.keyboard.press('Enter');
  await page.waitForSelector('#asks:focus');
  expect(complaints).toEqual([]);
  await page.close();
});

test('a person of two organizations chooses the one that the app acts in', async () => {
  const person = await newAccount(platform.ready.url);
  const name = 'A second organization, with a name that is as long as people make them';
  const { id } = (await person.client.post('/v1/organizations', { name })).as(z.object({ id: z.string() }));
  const { page, complaints } = await open(authorization());
  await logIn(page, person);
  await page.waitForSelector('#asks:focus');
  await tabTo(page, '#organization');
  await page.keyboard.type('A second');
  expect(await page.$eval('#organization', (element) => ('value' in element ? element.value : ''))).toBe(id);
  await expectUsable(page);
  await tabTo(page, 'button[value=allow]');
  const [answer] = await Promise.all([answerTo(page, 'http://127.0.0.1:9/callback'), page.keyboard.press('Enter')]);
  expect(Object.fromEntries(answer)).toMatchObject({ state: 'mine', code: expect.any(String) });
  const body = new URLSearchParams({
    ...{ grant_type: 'authorization_code', client_id: 'odavl-cli', code: answer.get('code') ?? '' },
    ...{ redirect_uri: 'http://127.0.0.1:9/callback', code_verifier: verifier },
  });
  const tokens = await fetch(`${platform.ready.url}/v1/oauth/token`, { method: 'POST', body });
  const { access_token } = z.object({ access_token: z.string() }).parse(await tokens.json());
  expect(JSON.parse(Buffer.from(access_token.split('.')[1] ?? '', 'base64url').toString())).toMatchObject({ org: id });
  expect(complaints).toEqual([]);
  await page.close();
});

test('the app of an organization is shown as that, and is only for its members', async () => {
  const maker = await newAccount(platform.ready.url);
  const redirectUri = 'https://reports.example.com/callback';
  const app = { kind: 'app', name: 'Reports & <b>more</b>', redirectUris: [redirectUri], scopes: ['openid'] };
  const { client } = (await maker.client.post('/v1/oauth-clients', app)).as(
    z.object({ client: z.object({ id: z.string() }) }),
  );
  const path = authorization({ client_id: client.id, redirect_uri: redirectUri, scope: 'openid' });
  const { page, complaints } = await open(path);
  expect(await textOf(page, 'h1')).toBe('Connect Reports & <b>more</b>');
  expect(await textOf(page, '#log-in-part p')).toMatch('was registered by an organization, not by ODAVL');
  await logIn(page, maker);
  await page.waitForSelector('#asks:focus');
  expect(await textOf(page, '#decide .hint:nth-of-type(2)')).toMatch('You will be sent to reports.example.com.');
  await expectUsable(page);
  await page.close();

  const stranger = await open(path);
  await logIn(stranger.page, await newAccount(platform.ready.url));
  await stranger.page.waitForSelector('#wrong:focus');
  expect(await textOf(stranger.page, '#wrong')).toMatch('Only members of the organization');
  await expectUsable(stranger.page);
  await tabTo(stranger.page, '#cancel');
  const [answer] = await Promise.all([answerTo(stranger.page, redirectUri), stranger.page.keyboard.press('Enter')]);
  expect(Object.fromEntries(answer)).toMatchObject({ error: 'access_denied', state: 'mine' });
  expect([...complaints, ...stranger.complaints]).toEqual([]);
  await stranger.page.close();
});

test('what cannot be sent back to an app is said on the page', async () => {
  const changes: Record<string, string>[] = [
    { client_id: 'nobody' },
    { redirect_uri: 'https://evil.example/callback' },
  ];
  for (const change of changes) {
    const page = await browser.newPage();
    const complaints = complaintsOf(page);
    const reply = await page.goto(platform.ready.url + authorization(change));
    expect(reply?.status()).toBe(400);
    expect(new URL(page.url()).origin).toBe(platform.ready.url);
    expect(await textOf(page, 'h1')).toBe('This app cannot be connected');
    await expectUsable(page);
    expect(complaints).toEqual([]);
    await page.close();
  }
});

test('every step of a device fits a small window', async () => {
  const person = await newAccount(platform.ready.url);
  const body = new URLSearchParams({ client_id: 'odavl-cli', scope: 'openid email projects:write' });
  const begun = await fetch(`${platform.ready.url}/v1/oauth/device/code`, { method: 'POST', body });
  const { verification_uri_complete: url } = z
    .object({ verification_uri_complete: z.string() })
    .parse(await begun.json());
  const { page, complaints } = await openPage(browser, url);
  await expectUsable(page);
  await logIn(page, person);
  await page.waitForSelector('#user-code:focus');
  await expectUsable(page);
  await page.keyboard.press('Enter');
  await page.waitForSelector('#asks:focus');
  await expectUsable(page);
  await tabTo(page, 'button[value=allow]');
  await page.keyboard.press('Enter');
  await page.waitForSelector('#said:focus');
  await expectUsable(page);
  expect(complaints).toEqual([]);
  await page.close();
});

test('a page on an IP address offers no passkeys, and does not complain of them', async () => {
  const person = await newAccount(platform.ready.url);
  const url = platform.ready.url.replace('localhost', '127.0.0.1');
  const { page, complaints } = await openPage(browser, `${url}/account/security`);
  expect(await page.$('#log-in-passkey[hidden]')).not.toBeNull();
  await logIn(page, person);
  await page.waitForSelector('#app:focus');
  expect(await textOf(page, '#no-passkeys')).toBe('This browser cannot make passkeys on this page.');
  expect(await page.$('#add-passkey[hidden]')).not.toBeNull();
  expect(await page.$eval('#log-in-wrong', ({ textContent }) => textContent)).toBe('');
  await expectUsable(page);
  expect(complaints).toEqual([]);
  await page.close();
});

test('somebody who is invited makes an account, confirms it, logs in and joins, all by keyboard', async () => {
  const boss = await onPlan(platform, await newAccount(platform.ready.url), 'pro');
  const guest = { email: 'invited@example.com', password: 'correct horse battery' };
  await boss.client.post('/v1/invitations', { email: guest.email, role: 'developer' });
  const path = `/invitation?token=${await mailedToken(anybody, guest.email, '/invitation')}`;
  const { page, complaints } = await open(path);
  await page.waitForSelector('#open', { visible: true });
  expect(await textOf(page, '#about')).toBe(`Ada invites ${guest.email} to join Analytical Engines as developer.`);
  await tabTo(page, 'summary');
  await page.keyboard.press('Enter');
  await expectUsable(page);
  await typeInto(page, '#name', 'Grace');
  await typeInto(page, '#own', 'Compilers');
  await typeInto(page, '#new-password', 'password');
  await page.keyboard.press('Enter');
  await page.waitForSelector('#wrong:focus');
  expect(await textOf(page, '#wrong')).toMatch('one of those that are guessed first');
  await expectUsable(page);
  await typeInto(page, '#new-password', guest.password);
  await page.keyboard.press('Enter');
  await page.waitForSelector('#said:focus');
  expect(await textOf(page, '#said')).toMatch('Open the link in the mail that we sent you, then log in here.');
  await anybody.post('/v1/auth/verify-email', { token: await mailedToken(anybody, guest.email) });
  expect(await page.$eval('#log-in-email', (element) => ('value' in element ? element.value : ''))).toBe(guest.email);
  await typeInto(page, '#log-in-password', guest.password);
  await page.keyboard.press('Enter');
  await page.waitForSelector('#accept:focus');
  await expectUsable(page);
  await page.keyboard.press('Enter');
  await page.waitForSelector('#said:focus');
  expect(await textOf(page, '#said')).toBe('You are a member of Analytical Engines now.');
  await expectUsable(page);
  await page.reload();
  await expect.poll(() => sessionsOf(guest), { timeout: 10_000 }).toBe(0);
  await page.waitForSelector('#wrong:focus');
  expect(await textOf(page, '#wrong')).toMatch('This invitation is unknown, was used or revoked');
  expect(await textOf(page, '#about')).toMatch('If you have accepted before, log in as usual.');
  await expectUsable(page);
  expect(complaints).toEqual([]);
  await page.close();
});
