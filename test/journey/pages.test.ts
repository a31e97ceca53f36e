import { createHash } from 'node:crypto';
import type { Browser } from 'puppeteer-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { expectUsable, focusPath, openPage, startBrowser, textOf } from './by-hand.ts';
import { Client } from './client.ts';
import { type Platform, startPlatform } from './platform.ts';

let platform: Platform;
let browser: Browser;

beforeAll(async () => {
  [platform, browser] = await Promise.all([startPlatform(), startBrowser()]);
}, 90_000);
afterAll(async () => {
  await browser?.close();
  await platform?.stop();
});

const request = new URLSearchParams({
  ...{ client_id: 'odavl-cli', redirect_uri: 'http://127.0.0.1:9/callback', response_type: 'code', scope: 'openid' },
  ...{ code_challenge_method: 'S256', code_challenge: createHash('sha256').update('verifier').digest('base64url') },
});
/** What came from outside is in them, as far as it can be: it must stay text. */
const evil = encodeURIComponent('"><script>alert(1)</script>');
const pages: [name: string, path: string][] = [
  ['the page that confirms an address', `/verify-email?token=${evil}`],
  ['the page for a forgotten password', '/forgot-password'],
  ['the page for a new password', `/reset-password?token=${evil}`],
  ['the page for a new address', `/confirm-email?token=${evil}`],
  ['the page that keeps an account', `/restore-account?token=${evil}`],
  ['the page of an invitation', `/invitation?token=${evil}`],
  ['the page about security', '/account/security'],
  ['the log-in for an app', `/v1/oauth/authorize?${request}&login_hint=${evil}`],
  ['the page for an unknown app', `/v1/oauth/authorize?client_id=${evil}`],
  ['the page for a device', `/device?user_code=${evil}`],
];

test.each(pages)('%s can be read, used without a mouse, and keeps nothing', async (_name, path) => {
  const { page, complaints } = await openPage(browser, platform.ready.url + path);
  if (path.startsWith('/invitation')) await textOf(page, '#wrong');
  await expectUsable(page);
  const focused = await focusPath(page);
  const tops = focused.map(({ top }) => top);
  expect(tops, 'the focus goes down the page').toEqual([...tops].sort((a, b) => a - b));
  const targets = 'main :is(a, button, input:not([type=hidden]), select, summary)';
  const visible = `[...document.querySelectorAll('${targets}')].filter((each) => each.checkVisibility()).length`;
  expect(focused).toHaveLength(Number(await page.evaluate(visible)));
  expect(await page.evaluate('[document.cookie, localStorage.length, sessionStorage.length]')).toEqual(['', 0, 0]);
  expect(await browser.cookies()).toEqual([]);
  expect(complaints).toEqual([]);
  await page.close();
});

test.each(pages)('%s tells the browser to trust nothing but itself, and sets no cookie', async (_name, path) => {
  const { headers } = await new Client(platform.ready.url).get(path);
  const policy = headers.get('content-security-policy')?.split('; ');
  const directives = ["default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'none'"];
  expect(policy).toEqual(expect.arrayContaining(directives));
  expect(policy?.join()).not.toMatch(/unsafe|\*|https?:/);
  expect(Object.fromEntries(headers)).toMatchObject({
    ...{ 'x-frame-options': 'DENY', 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' },
    'cross-origin-opener-policy': 'same-origin',
  });
  expect(headers.get('set-cookie')).toBeNull();
});

test.each(pages)('%s does not load in a frame', async (_name, path) => {
  const page = await browser.newPage();
  await page.goto(`${platform.ready.url}/health`);
  const refused = page.waitForResponse((response) => response.url().startsWith(platform.ready.url + path.slice(0, 8)));
  // Even for a page of our own address: nobody may frame it.
  await page.evaluate(
    `document.body.append(Object.assign(document.createElement('iframe'), { src: ${JSON.stringify(path)} }))`,
  );
  await refused;
  const isRefused = "document.querySelector('iframe').contentDocument === null";
  await page.waitForFunction(isRefused, { timeout: 3_000 });
  const frame = await (await page.$('iframe'))?.contentFrame();
  expect(frame?.url()).toBe('chrome-error://chromewebdata/');
  await page.close();
});

test('a page for which the browser has no script says so', async () => {
  const page = await browser.newPage();
  await page.setJavaScriptEnabled(false);
  await page.goto(`${platform.ready.url}/account/security`);
  expect(await textOf(page, 'noscript [role=alert]')).toMatch('This page needs JavaScript.');
  await page.close();
});

test('every error type leads to its heading', async () => {
  const { type } = Client.problem(await new Client(platform.ready.url).get('/nothing'));
  const { page } = await openPage(browser, type);
  const heading = await page.$(`[id="${new URL(type).hash.slice(1)}"]`);
  expect(await heading?.evaluate((element) => element.textContent)).toContain('not_found');
  expect(await heading?.isIntersectingViewport()).toBe(true);
  await page.close();
});
