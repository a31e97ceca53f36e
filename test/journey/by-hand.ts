import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import puppeteer, { type Browser, type Page } from 'puppeteer-core';
import { expect } from 'vitest';
import * as z from 'zod';
import { unpackChromium } from '../../lambdas/guardian-runner/browser/unpack.ts';

export async function startBrowser(): Promise<Browser> {
  const { executablePath, environment } = await unpackChromium();
  return puppeteer.launch({
    ...{ executablePath, env: { ...process.env, ...environment }, headless: 'shell', pipe: true },
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update'],
  });
}

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const found =
  'axe.run(document).then(({ violations }) => violations.map(({ id, nodes }) => [id, ...nodes.map(({ html }) => html)].join(" ")))';

/** Fails for what axe-core objects to on the page as it is now, in light and in dark. */
export async function expectAccessible(page: Page): Promise<void> {
  await page.evaluate(axe);
  for (const value of ['light', 'dark']) {
    await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value }]);
    expect(z.array(z.string()).parse(await page.evaluate(found)), `${page.url()} in ${value}`).toEqual([]);
  }
}

/** Goes on with the Tab key until the focus is on such an element, as somebody without a mouse does. */
export async function tabTo(page: Page, selector: string): Promise<void> {
  for (let presses = 0; presses < 60; presses += 1) {
    await page.keyboard.press('Tab');
    if (await page.$(`${selector}:focus`)) return;
  }
  throw new Error(`The Tab key does not lead to ${selector}.`);
}

export async function typeInto(page: Page, selector: string, text: string): Promise<void> {
  await tabTo(page, selector);
  await page.keyboard.type(text);
}

export async function textOf(page: Page, selector: string): Promise<string> {
  const element = await page.waitForSelector(`${selector}:not(:empty)`, { visible: true });
  return (await element?.evaluate(({ textContent }) => textContent)) ?? '';
}

/** What the page complained of in its console: errors of its script, and what its policy stopped. */
export function complaintsOf(page: Page): string[] {
  const complaints: string[] = [];
  page.on('console', (message) => {
    // A refused request is what the page is told, and shows; the browser logs it all the same.
    if (!/^Failed to load resource/.test(message.text())) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  return complaints;
}
