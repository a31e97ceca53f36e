import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { Browser, Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { reportPolicyHeader } from '../../../../engines/insight/report/content-security-policy.ts';
import { renderHtml } from '../../../../engines/insight/report/html.ts';
import { expectAccessible, startBrowser } from '../../../journey/by-hand.ts';
import { analysisOf } from '../sample-analysis.ts';
import { hostileInput, sampleInput } from './sample-input.ts';

const pages: Readonly<Record<string, string>> = {
  '/sample': renderHtml(sampleInput()),
  '/hostile': renderHtml(hostileInput()),
  '/nothing': renderHtml({ analysis: analysisOf([]), project: 'shop' }),
};

let browser: Browser;
let server: Server;
let origin: string;
beforeAll(async () => {
  browser = await startBrowser();
  server = createServer(({ url = '' }, response) => {
    response.setHeader('content-security-policy', reportPolicyHeader);
    response.setHeader('content-type', 'text/html; charset=utf-8');
    response.writeHead(url in pages ? 200 : 204).end(pages[url]);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  origin = `http://127.0.0.1:${z.object({ port: z.int() }).parse(address).port}`;
}, 60_000);
afterAll(async () => {
  await browser?.close();
  server?.close();
});

async function open(path: string, { width = 1280, script = true } = {}) {
  const page = await browser.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => complaints.push(message.text()));
  page.on('dialog', (dialog) => {
    complaints.push(dialog.message());
    void dialog.dismiss();
  });
  await page.setJavaScriptEnabled(script);
  await page.setViewport({ width, height: 800 });
  await page.goto(`${origin}${path}`);
  return { page, complaints };
}

const Texts = z.array(z.string());
const ask = async (page: Page, expression: string) => Texts.parse(await page.evaluate(expression));
/** The severities of the issues that are to be seen, in their order. */
const seen = (page: Page) =>
  ask(page, `[...document.querySelectorAll('.i')].filter((e) => e.checkVisibility()).map((e) => e.dataset.s)`);
const misfits = `[...document.querySelectorAll('body *')].filter((e) => e.checkVisibility()).flatMap((e) => {
  const { width, height, right } = e.getBoundingClientRect();
  const isTarget = e.matches('button, select, summary, input[type=search], label.chip');
  return right > innerWidth + 1 && !e.closest('.table') ? ['too wide: ' + e.outerHTML] :
    isTarget && (width < 44 || height < 44) ? ['too small: ' + e.outerHTML] : [];
}).concat(document.documentElement.scrollWidth > innerWidth ? ['scrolls sideways'] : [])`;

describe.each(Object.keys(pages))('the report %s', (path) => {
  test.each([320, 1280])('is accessible in light and dark, and fits a window of %d px', async (width) => {
    const { page, complaints } = await open(path, { width });
    await page.evaluate(`document.querySelectorAll('details').forEach((each) => { each.open = true; })`);
    await expectAccessible(page);
    expect(await ask(page, misfits)).toEqual([]);
    expect(complaints).toEqual([]);
    await page.close();
  });
});

describe('somebody who reads it', () => {
  test('finds by words, severity, detector and state, and is told how many', async () => {
    const { page } = await open('/sample');
    const shown = () => page.$eval('#shown', (element) => element.textContent);
    expect(await seen(page)).toEqual(['critical', 'high', 'medium', 'low', 'info']);
    await page.type('#words', 'TOTALS.ts reduce');
    expect([await seen(page), await shown()]).toEqual([['medium'], '1 of 5 shown']);
    await page.$eval('#words', (element) => element.setAttribute('value', ''));
    await page.click('#words', { count: 3 });
    await page.keyboard.press('Backspace');
    expect(await shown()).toBe('All 5 shown');
    await page.click('[value=critical]');
    expect(await seen(page)).toEqual(['high', 'medium', 'low', 'info']);
    await page.select('#state', 'new');
    expect(await seen(page)).toEqual(['high']);
    await page.select('#state', '');
    await page.select('#detector', 'lint');
    expect(await seen(page)).toEqual(['info']);
    await page.close();
  });

  test('puts them in another order, and back', async () => {
    const { page } = await open('/sample');
    await page.select('#order', 'file');
    expect(await ask(page, `[...document.querySelectorAll('.at')].map((e) => e.textContent)`)).toEqual([
      ...['package.json:12', 'src/index.ts:1', 'src/orders/create-order.ts:42:7', 'src/orders/totals.ts:8'],
      'src/orders/totals.ts:77:3',
    ]);
    await page.select('#order', 'confidence');
    expect(await seen(page)).toEqual(['high', 'critical', 'medium', 'low', 'info']);
    await page.select('#order', 'urgency');
    expect(await seen(page)).toEqual(['critical', 'high', 'medium', 'low', 'info']);
    await page.close();
  });

  test('opens all, copies the id of a rule, and follows an address to one issue', async () => {
    const { page } = await open('/sample');
    const isOpen = () => ask(page, `[...document.querySelectorAll('.i[open]')].map((e) => e.dataset.s)`);
    await page.click('#unfold');
    expect(await isOpen()).toHaveLength(5);
    await page.click('#unfold');
    expect(await isOpen()).toEqual([]);
    const id = await page.$eval('.i:last-child', (element) => element.id);
    await page.evaluate(`location.hash = ${JSON.stringify(id)}`);
    await page.waitForSelector(`#${id}[open] .copy`);
    expect(await isOpen()).toEqual(['info']);
    await page.click(`#${id} .copy`);
    await page.waitForFunction(`/Copied|Selected/.test(document.querySelector('#${id} .copy').textContent)`);
    await page.close();
  });

  test('without scripts has all issues in their order, and no filters that do nothing', async () => {
    const { page } = await open('/sample', { script: false });
    expect(await seen(page)).toHaveLength(5);
    expect(await page.$eval('#filters', (element) => element.checkVisibility())).toBe(false);
    await page.close();
  });

  test('on paper sees what is folded on the screen', async () => {
    const { page } = await open('/sample');
    await page.emulateMediaType('print');
    const heights = `[...document.querySelectorAll('.i .body')].map((e) => String(e.getBoundingClientRect().height > 0))`;
    expect(new Set(await ask(page, heights))).toEqual(new Set(['true']));
    await page.close();
  });
});
