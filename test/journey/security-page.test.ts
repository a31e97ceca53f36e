import { Secret, TOTP } from 'otpauth';
import type { Browser, Page } from 'puppeteer-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { complaintsOf, expectUsable, startBrowser, tabTo, textOf, typeInto } from './by-hand.ts';
import { type Account, newAccount } from './client.ts';
import { type Platform, startPlatform } from './platform.ts';

let platform: Platform;
let browser: Browser;

beforeAll(async () => {
  platform = await startPlatform();
  browser = await startBrowser();
}, 90_000);
afterAll(async () => {
  await browser?.close();
  await platform?.stop();
});

const open = async () => {
  const page = await browser.newPage();
  const complaints = complaintsOf(page);
  await page.goto(`${platform.ready.url}/account/security`);
  return { page, complaints };
};
const logIn = async (page: Page, { email, password }: Account) => {
  await typeInto(page, '#log-in-email', email);
  await typeInto(page, '#log-in-password', password);
  await page.keyboard.press('Enter');
};
const focusOf = (page: Page) => page.$eval(':focus', ({ id }) => id);
const codeOf = (secret: string, steps = 0) =>
  new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: Date.now() + steps * 30_000 });

test('somebody without a mouse sets an authenticator app up, logs in with it, and removes it', async () => {
  const account = await newAccount(platform.ready.url);
  const { page, complaints } = await open();
  await expectUsable(page);
  await logIn(page, { ...account, password: 'not the password' });
  expect(await textOf(page, '#log-in-wrong')).toBe('The e-mail address or the password is wrong.');
  expect(await focusOf(page)).toBe('log-in-wrong');
  await expectUsable(page);
  await page.reload();

  await logIn(page, account);
  expect(await textOf(page, '#app-state')).toMatch('Not set up.');
  expect(await focusOf(page)).toBe('app');
  await expectUsable(page);
  await typeInto(page, '#enroll-password', account.password);
  await page.keyboard.press('Enter');
  const secret = await textOf(page, '#secret');
  expect(await page.$eval('#qr', ({ src, alt, naturalWidth }) => ({ src, alt, naturalWidth }))).toMatchObject({
    src: expect.stringMatching(/^data:image\/svg\+xml;base64,/),
    alt: 'QR code that holds the key below',
    naturalWidth: expect.toSatisfy((width: number) => width > 0),
  });
  await expectUsable(page);
  await page.waitForSelector('#activate-code:focus');
  await page.keyboard.type(codeOf(secret));
  await page.keyboard.press('Enter');
  await textOf(page, '#code-list');
  const codes = await page.$$eval('#code-list code', (all) => all.map(({ textContent }) => textContent ?? ''));
  expect(codes).toHaveLength(10);
  expect(await textOf(page, '#app-state')).toMatch('Recovery codes left: 10.');
  await expectUsable(page);
  await tabTo(page, '#kept');
  await page.keyboard.press('Enter');
  expect(await page.content()).not.toContain(codes[0]);

  await tabTo(page, '#log-out');
  await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')]);
  await logIn(page, account);
  await page.waitForSelector('#log-in-code:focus');
  await expectUsable(page);
  await page.keyboard.type(codeOf(secret, 1));
  await page.keyboard.press('Enter');
  expect(await textOf(page, '#app-state')).toMatch('Active since');

  await typeInto(page, '#change-password', account.password);
  await typeInto(page, '#change-code', codes[0] ?? '');
  await tabTo(page, 'button[value=disable]');
  await page.keyboard.press('Enter');
  expect(await textOf(page, 'section[aria-labelledby=app] output')).toBe('The app was removed.');
  expect(await textOf(page, '#app-state')).toMatch('Not set up.');
  await expectUsable(page);
  expect(complaints).toEqual([]);
  await page.close();
});

test('the page shows where one is logged in, ends what should not be, and ends its own session with itself', async () => {
  const account = await newAccount(platform.ready.url);
  const { page } = await open();
  await logIn(page, account);
  await textOf(page, '#session-list');
  const rows = () => page.$$eval('#session-list li', (all) => all.map(({ textContent }) => textContent ?? ''));
  expect(await rows()).toHaveLength(2);
  expect((await rows()).filter((row) => row.includes('(this page)'))).toHaveLength(1);
  await tabTo(page, '#session-list button');
  await page.keyboard.press('Enter');
  expect(await textOf(page, 'section[aria-labelledby=sessions] output')).toBe('The session was ended.');
  expect(await rows()).toEqual([expect.stringContaining('(this page)')]);
  await page.close();
});

test('nobody can be framed into it, and it keeps nothing', async () => {
  const reply = await fetch(`${platform.ready.url}/account/security`);
  expect(reply.headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
  expect(reply.headers.get('x-frame-options')).toBe('DENY');
  expect(reply.headers.get('set-cookie')).toBeNull();
  const account = await newAccount(platform.ready.url);
  const { page } = await open();
  await logIn(page, account);
  await textOf(page, '#app-state');
  const kept = await page.evaluate('[document.cookie, localStorage.length, sessionStorage.length]');
  expect(kept).toEqual(['', 0, 0]);
  await page.close();
});
