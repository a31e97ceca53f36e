import type { Browser, Page } from 'puppeteer-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { expectUsable, openPage, startBrowser, tabTo, textOf, typeInto } from './by-hand.ts';
import { Client, logIn, mailedToken, newAccount } from './client.ts';
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

const dead = /^This link is unknown/;
const open = async (path: string, token?: string) =>
  openPage(browser, platform.ready.url + path + (token === undefined ? '' : `?token=${token}`));
/** What a mail of a moment ago leads to. */
const openMailed = async (path: string, email: string) => open(path, await mailedToken(anybody, email, path));
const newcomer = (email: string) => ({ email, password: 'correct horse battery', name: 'B', organizationName: 'B' });

async function pressButton(page: Page): Promise<void> {
  await tabTo(page, 'form:not([hidden]) button');
  await page.keyboard.press('Enter');
}

/** Also hears what a screen reader is told, as the focus goes there. */
async function hear(page: Page, selector: 'output' | '[role=alert]'): Promise<string> {
  await page.waitForSelector(`${selector}:focus`);
  return textOf(page, selector);
}

test('the link of the mail leads to a page that confirms with one key, and not before', async () => {
  const person = newcomer('by-hand@example.com');
  await anybody.post('/v1/auth/signup', person);
  const { page, complaints } = await openMailed('/verify-email', person.email);
  const early = await anybody.post('/v1/auth/login', { email: person.email, password: person.password });
  expect(early.status).toBe(403);
  await expectUsable(page);
  await pressButton(page);
  expect(await hear(page, 'output')).toBe('Your address is confirmed. You can log in now.');
  await expectUsable(page);
  expect((await logIn(anybody, person.email, person.password)).tokenType).toBe('Bearer');
  await page.reload();
  await pressButton(page);
  expect(await hear(page, '[role=alert]')).toMatch(dead);
  expect(await textOf(page, '#next')).toMatch('If you have confirmed your address before, you can log in.');
  expect(complaints).toEqual([]);
  await page.close();
});

test('whoever has a dead link to confirm with gets another', async () => {
  const person = newcomer('too-late@example.com');
  await anybody.post('/v1/auth/signup', person);
  const first = await mailedToken(anybody, person.email);
  const { page, complaints } = await open('/verify-email', 'older-than-24-hours');
  await pressButton(page);
  expect(await hear(page, '[role=alert]')).toMatch(dead);
  await expectUsable(page);
  await typeInto(page, '#email', person.email);
  await page.keyboard.press('Enter');
  expect(await hear(page, 'output')).toMatch('a mail with a new link is on its way');
  await expectUsable(page);
  await expect.poll(() => mailedToken(anybody, person.email), { timeout: 10_000 }).not.toBe(first);
  const next = await openMailed('/verify-email', person.email);
  await pressButton(next.page);
  expect(await hear(next.page, 'output')).toMatch('Your address is confirmed.');
  expect([...complaints, ...next.complaints]).toEqual([]);
  await Promise.all([page.close(), next.page.close()]);
});

test('somebody without a mouse sets a new password, and the link is used up', async () => {
  const person = await newAccount(platform.ready.url);
  const asking = await open('/forgot-password');
  await typeInto(asking.page, '#email', person.email);
  await asking.page.keyboard.press('Enter');
  expect(await hear(asking.page, 'output')).toMatch('If there is an account with this address');
  await expectUsable(asking.page);

  const { page, complaints } = await openMailed('/reset-password', person.email);
  await expectUsable(page);
  await typeInto(page, '#new-password', 'password');
  await page.keyboard.press('Enter');
  expect(await hear(page, '[role=alert]')).toMatch('one of those that are guessed first');
  await expectUsable(page);
  await typeInto(page, '#new-password', 'staple battery horse');
  await page.keyboard.press('Enter');
  expect(await hear(page, 'output')).toBe('Your new password is set. You can log in with it now.');
  await expectUsable(page);
  expect(await logIn(anybody, person.email, 'staple battery horse')).toHaveProperty('accessToken');

  await page.reload();
  await typeInto(page, '#new-password', 'another horse battery');
  await page.keyboard.press('Enter');
  expect(await hear(page, '[role=alert]')).toMatch(dead);
  await expectUsable(page);
  await tabTo(page, '#next a');
  await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')]);
  expect(new URL(page.url()).pathname).toBe('/forgot-password');
  expect([...complaints, ...asking.complaints]).toEqual([]);
  await Promise.all([page.close(), asking.page.close()]);
});

test('a person moves to another address, once', async () => {
  const { client, password } = await newAccount(platform.ready.url);
  const email = 'moved@example.com';
  await client.post('/v1/me/email', { email, password });
  const { page, complaints } = await openMailed('/confirm-email', email);
  await expectUsable(page);
  await pressButton(page);
  expect(await hear(page, 'output')).toMatch('Your account has its new address.');
  await expectUsable(page);
  expect(await logIn(anybody, email, password)).toHaveProperty('accessToken');
  await page.reload();
  await pressButton(page);
  expect(await hear(page, '[role=alert]')).toMatch(dead);
  await expectUsable(page);
  expect(complaints).toEqual([]);
  await page.close();
});

test('a person keeps the account that was to be deleted', async () => {
  const person = await newAccount(platform.ready.url);
  await person.client.send('DELETE', '/v1/me', JSON.stringify({ password: person.password }));
  const { page, complaints } = await openMailed('/restore-account', person.email);
  await expectUsable(page);
  await pressButton(page);
  expect(await hear(page, 'output')).toBe('Your account stays. You can log in again.');
  await expectUsable(page);
  expect(await logIn(anybody, person.email, person.password)).toHaveProperty('accessToken');
  await page.reload();
  await pressButton(page);
  expect(await hear(page, '[role=alert]')).toMatch(dead);
  await expectUsable(page);
  expect(complaints).toEqual([]);
  await page.close();
});

test.each(['/verify-email', '/reset-password', '/confirm-email', '/restore-account'])(
  '%s says that a link is not good, also one that would be more than text',
  async (path) => {
    const { page, complaints } = await open(path, encodeURIComponent('"><script>alert(1)</script>'));
    if (path === '/reset-password') await typeInto(page, '#new-password', 'staple battery horse');
    await pressButton(page);
    expect(await hear(page, '[role=alert]')).toMatch(dead);
    expect(await page.$eval('form', ({ hidden }) => hidden)).toBe(true);
    expect(complaints).toEqual([]);
    await page.close();
  },
);

test('a platform that cannot be reached is not the fault of the link', async () => {
  const { page } = await open('/verify-email', 'any');
  await page.setOfflineMode(true);
  await pressButton(page);
  expect(await hear(page, '[role=alert]')).toBe('The platform could not be reached. Please try again.');
  expect(await page.$eval('form button', ({ disabled }) => disabled)).toBe(false);
  await page.close();
});
