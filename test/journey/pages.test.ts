import puppeteer, { type Browser } from 'puppeteer-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { unpackChromium } from '../../lambdas/guardian-runner/browser/unpack.ts';
import { Client, logIn, mailedToken } from './client.ts';
import { type Platform, startPlatform } from './platform.ts';

let platform: Platform;
let browser: Browser;

beforeAll(async () => {
  platform = await startPlatform();
  const { executablePath, environment } = await unpackChromium();
  browser = await puppeteer.launch({
    ...{ executablePath, env: { ...process.env, ...environment }, headless: 'shell', pipe: true },
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update'],
  });
}, 90_000);
afterAll(async () => {
  await browser?.close();
  await platform?.stop();
});

const person = { email: 'by-hand@example.com', password: 'correct horse battery', name: 'B', organizationName: 'B' };

test('the link of the mail leads to a page that confirms with one key, and not before', async () => {
  const client = new Client(platform.ready.url);
  await client.post('/v1/auth/signup', person);
  const token = await mailedToken(client, person.email);
  const page = await browser.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(String(error)));
  await page.goto(`${platform.ready.url}/verify-email?token=${token}`);
  const early = await client.post('/v1/auth/login', { email: person.email, password: person.password });
  expect(early.status).toBe(403);
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  const said = await page.waitForSelector('output:not(:empty)');
  expect(await said?.evaluate((output) => output.textContent)).toBe('Your address is confirmed. You can log in now.');
  expect((await logIn(client, person.email, person.password)).tokenType).toBe('Bearer');
  expect(complaints).toEqual([]);
  await page.close();
});

test('a link that is not good says so on the page', async () => {
  const page = await browser.newPage();
  await page.goto(`${platform.ready.url}/verify-email?token=${encodeURIComponent('"><script>alert(1)</script>')}`);
  await page.click('button');
  const said = await page.waitForSelector('output:not(:empty)');
  expect(await said?.evaluate((output) => output.textContent)).toMatch('This link is unknown');
  await page.close();
});

test('every error type leads to its heading', async () => {
  const page = await browser.newPage();
  const { type } = Client.problem(await new Client(platform.ready.url).get('/nothing'));
  await page.goto(type);
  const heading = await page.$(`[id="${new URL(type).hash.slice(1)}"]`);
  expect(await heading?.evaluate((element) => element.textContent)).toContain('not_found');
  expect(await heading?.isIntersectingViewport()).toBe(true);
  await page.close();
});
