import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser } from 'puppeteer-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { authContract } from '../../../../lambdas/auth/contract.ts';
import { type Route, routeKey } from '../../../../shared/route.ts';
import { expectAccessible, startBrowser, tabTo, typeInto } from '../../../journey/by-hand.ts';
import { mailsOf } from '../aftermath.ts';
import { type AuthWorld, password, startAuth } from '../auth-world.ts';
import { addBoss } from '../colleagues.ts';

let world: AuthWorld;
let browser: Browser;
let server: Server;
let origin: string;
beforeAll(async () => {
  [world, browser] = await Promise.all([startAuth(), startBrowser()]);
  server = createServer((request, response) => {
    reply(request).then(({ statusCode = 500, headers = {}, body }) => {
      response.writeHead(statusCode, Object.fromEntries(Object.entries(headers).map(([k, v]) => [k, String(v)])));
      response.end(body);
    }, response.destroy.bind(response));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${addressOf(server).port}`;
}, 60_000);
afterAll(async () => {
  await browser?.close();
  server?.close();
  await world?.close();
});

function addressOf(listening: Server): AddressInfo {
  const address = listening.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  return address;
}

/** The service as a browser sees it; only the paths of this page, which have no ids. */
async function reply(request: IncomingMessage) {
  const url = new URL(request.url ?? '/', origin);
  const routes: readonly Route[] = Object.values(authContract);
  const route = routes.find((each) => each.path === url.pathname && each.method === request.method);
  if (!route) return { statusCode: 404, body: 'not here' };
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  const credential = request.headers.authorization?.replace('Bearer ', '');
  const headers = { 'content-type': 'application/json' };
  return world.ask({
    ...{ routeKey: routeKey(route), headers, query: Object.fromEntries(url.searchParams) },
    ...(chunks.length > 0 && { body: Buffer.concat(chunks).toString('utf8') }),
    ...(credential && { credential }),
  });
}

async function invited() {
  const [boss, guest] = [await addBoss(world), await addBoss(world)];
  world.bus.events.length = 0;
  const body = { email: guest.user.email, role: 'developer' };
  await world.ask({ routeKey: 'POST /v1/invitations', body, credential: boss.credential });
  const [mailed] = await mailsOf(world);
  return { boss, guest, token: mailed?.token ?? '' };
}

async function open(token: string) {
  const page = await browser.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => complaints.push(message.text()));
  await page.goto(`${origin}/invitation?token=${token}`);
  return { page, complaints };
}

test('somebody without a mouse reads it, logs in, and accepts', async () => {
  const { boss, guest, token } = await invited();
  const { page, complaints } = await open(token);
  await page.waitForSelector('#open:not([hidden])');
  const about = await page.$eval('#about', (element) => element.textContent);
  expect(about).toBe(`Ada invites ${guest.user.email} to join Analytical as developer.`);
  await expectAccessible(page);
  await typeInto(page, '#log-in-email', guest.user.email);
  await typeInto(page, '#log-in-password', password);
  await page.keyboard.press('Enter');
  await page.waitForSelector('#accept:not([hidden])');
  await expectAccessible(page);
  await page.keyboard.press('Enter');
  const said = await page.waitForSelector('#said:not(:empty)');
  expect(await said?.evaluate((output) => output.textContent)).toBe('You are a member of Analytical now.');
  await expectAccessible(page);
  expect(await world.organizations.membership(boss.orgId, guest.user.id)).toMatchObject({ role: 'developer' });
  expect(complaints).toEqual([]);
  await page.close();
}, 60_000);

test('somebody else who logs in is told whom it is for', async () => {
  const { token } = await invited();
  const other = await addBoss(world);
  const { page } = await open(token);
  await page.waitForSelector('#open:not([hidden])');
  await typeInto(page, '#log-in-email', other.user.email);
  await typeInto(page, '#log-in-password', password);
  await page.keyboard.press('Enter');
  await page.waitForSelector('#accept:not([hidden])');
  await page.keyboard.press('Enter');
  const wrong = await page.waitForSelector('#wrong:not(:empty)');
  expect(await wrong?.evaluate((element) => element.textContent)).toMatch('another e-mail address');
  await page.close();
}, 60_000);

test('to decline needs no account; a dead link says so', async () => {
  const { token } = await invited();
  const { page } = await open(token);
  await page.waitForSelector('#open:not([hidden])');
  await tabTo(page, '#decline');
  await page.keyboard.press('Enter');
  const said = await page.waitForSelector('#said:not(:empty)');
  expect(await said?.evaluate((output) => output.textContent)).toBe('You declined the invitation.');
  await page.close();
  const again = await open(token);
  const wrong = await again.page.waitForSelector('#wrong:not(:empty)');
  expect(await wrong?.evaluate((element) => element.textContent)).toMatch('used or revoked');
  await expectAccessible(again.page);
  await again.page.close();
}, 60_000);
