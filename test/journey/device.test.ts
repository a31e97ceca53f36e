import * as oidc from 'openid-client';
import type { Browser, Page } from 'puppeteer-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { complaintsOf, expectAccessible, startBrowser, tabTo, textOf, typeInto } from './by-hand.ts';
import { type Account, newAccount } from './client.ts';
import { type Platform, startPlatform } from './platform.ts';

let platform: Platform;
let browser: Browser;
let person: Account;
/** All that the device has: our address, and the name of its app. */
let config: oidc.Configuration;

beforeAll(async () => {
  [platform, browser] = await Promise.all([startPlatform(), startBrowser()]);
  person = await newAccount(platform.ready.url);
  config = await oidc.discovery(new URL(platform.ready.url), 'odavl-cli', undefined, oidc.None(), {
    execute: [oidc.allowInsecureRequests],
  });
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await platform?.stop();
});

const begin = () => oidc.initiateDeviceAuthorization(config, { scope: 'openid email projects:write' });

async function open(url: string): Promise<{ page: Page; complaints: string[] }> {
  const page = await browser.newPage();
  const complaints = complaintsOf(page);
  await page.goto(url);
  return { page, complaints };
}

async function logInByHand(page: Page): Promise<void> {
  await typeInto(page, '#log-in-email', person.email);
  await typeInto(page, '#log-in-password', person.password);
  await page.keyboard.press('Enter');
  await page.waitForSelector('#find', { visible: true });
}

/** Without the Tab key: the page has put the focus where the next act is. */
async function confirmCode(page: Page): Promise<void> {
  await page.waitForSelector('#user-code:focus');
  await page.keyboard.press('Enter');
  await page.waitForSelector('#asks:focus');
}

async function choose(page: Page, decision: 'allow' | 'deny'): Promise<void> {
  await tabTo(page, `button[value=${decision}]`);
  await page.keyboard.press('Enter');
}

test('a person lets a device in by keyboard alone, and the device acts for them', { timeout: 60_000 }, async () => {
  const device = await begin();
  const tokens = oidc.pollDeviceAuthorizationGrant(config, device);
  const { page, complaints } = await open(String(device.verification_uri_complete));
  await expectAccessible(page);
  await logInByHand(page);
  await expectAccessible(page);
  await confirmCode(page);
  await expectAccessible(page);
  expect(await textOf(page, '#asks')).toBe('ODAVL CLI asks for access');
  expect(await textOf(page, '#scopes')).toContain('create and update projects');
  expect(await textOf(page, '#ip')).toBe('127.0.0.1');
  expect(await textOf(page, '#organization')).toContain('Analytical Engines');
  await choose(page, 'allow');
  expect(await textOf(page, '#said')).toBe('Your device is connected. You can close this page.');
  await expectAccessible(page);
  expect(complaints).toEqual([]);
  await page.close();
  const { access_token: accessToken, refresh_token: refreshToken, ...rest } = await tokens;
  expect((await tokens).claims()).toMatchObject({ sub: person.userId, aud: 'odavl-cli' });
  expect(rest).toMatchObject({ expires_in: 900, scope: 'openid email projects:write' });
  const api = person.client.with(accessToken);
  expect((await api.post('/v1/projects', { name: 'By the device' })).status).toBe(201);
  expect((await api.get('/v1/api-keys')).status).toBe(403);
  const next = await oidc.refreshTokenGrant(config, String(refreshToken));
  expect((await person.client.with(next.access_token).get('/v1/projects')).status).toBe(200);
});

test('a person sends a device away, and the device hears it', { timeout: 60_000 }, async () => {
  const device = await begin();
  const { page } = await open(device.verification_uri);
  await logInByHand(page);
  await page.keyboard.type(device.user_code.toLowerCase().replace('-', ' '));
  await confirmCode(page);
  await choose(page, 'deny');
  expect(await textOf(page, '#said')).toMatch('The device was sent away.');
  await page.close();
  await expect(oidc.pollDeviceAuthorizationGrant(config, device)).rejects.toMatchObject({ error: 'access_denied' });
});

test('a wrong code says so on the page, and is announced', async () => {
  const { page } = await open(`${platform.ready.url}/device?user_code=${encodeURIComponent('"><b>AAAA-AAAA')}`);
  await logInByHand(page);
  await page.waitForSelector('#user-code:focus');
  await page.keyboard.press('Enter');
  await page.waitForSelector('#wrong:focus');
  expect(await textOf(page, '#wrong')).toMatch('This code is mistyped');
  await expectAccessible(page);
  await page.close();
});
