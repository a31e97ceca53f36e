import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import puppeteer, { type Browser, type Page, type Viewport } from 'puppeteer-core';
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
const found = (options: object) =>
  `axe.run(document, ${JSON.stringify(options)}).then(({ violations }) => violations.map(({ id, nodes }) => [id, ...nodes.map(({ html }) => html)].join(" ")))`;
/** A color scheme changes colors and nothing else. */
const schemes = {
  light: {},
  dark: { runOnly: ['color-contrast', 'link-in-text-block'] },
};

/** Fails for what axe-core objects to on the page as it is now, in light and in dark. */
export async function expectAccessible(page: Page): Promise<void> {
  if (await page.evaluate('typeof axe === "undefined"')) await page.evaluate(axe);
  for (const [value, options] of Object.entries(schemes)) {
    await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value }]);
    expect(z.array(z.string()).parse(await page.evaluate(found(options))), `${page.url()} in ${value}`).toEqual([]);
  }
}

/** What is wider than the window, and what is too small for a finger (44 px; a link within a sentence may be small). */
const misfits = `[...document.querySelectorAll('main *')].flatMap((element) => {
  const { width, height, right } = element.getBoundingClientRect();
  if (width === 0) return [];
  const isTarget = element.matches('button, input, select, summary, a');
  return [
    ...(right > innerWidth ? [element.outerHTML + ' is too wide'] : []),
    ...(isTarget && (width < 44 || height < 44) ? [element.outerHTML + ' is too small'] : []),
  ];
}).concat(document.documentElement.scrollWidth > innerWidth ? ['the page scrolls sideways'] : [])`;

/** The same, and that the page has its name, and works on a window of 320 px (WCAG 2.2, 1.4.10 and 2.5.5). */
export async function expectUsable(page: Page): Promise<void> {
  await expectAccessible(page);
  expect(await page.title()).toBe(`${await textOf(page, 'h1')} · ODAVL Cloud`);
  const usual = page.viewport() ?? { width: 800, height: 600 };
  await resize(page, { width: 320, height: 640 });
  expect(await page.evaluate(misfits), `${page.url()} at 320 px`).toEqual([]);
  await resize(page, usual);
}

async function resize(page: Page, viewport: Viewport): Promise<void> {
  await page.setViewport(viewport);
  await page.waitForFunction(`innerWidth === ${viewport.width}`);
}

export async function openPage(browser: Browser, url: string): Promise<{ page: Page; complaints: string[] }> {
  const page = await browser.newPage();
  const complaints = complaintsOf(page);
  await page.goto(url);
  return { page, complaints };
}

/** The path of the page's focus from its start to its end: each element's outer HTML, and how far down it is. */
export async function focusPath(page: Page): Promise<{ html: string; top: number }[]> {
  const path: { html: string; top: number }[] = [];
  for (;;) {
    await page.keyboard.press('Tab');
    const next = await page.evaluate(`(() => {
      const element = document.activeElement;
      if (!element || element === document.body) return null;
      return { html: element.outerHTML, top: element.getBoundingClientRect().top + scrollY };
    })()`);
    const focused = z.object({ html: z.string(), top: z.number() }).nullable().parse(next);
    if (!focused || focused.html === path[0]?.html || path.length > 60) return path;
    path.push(focused);
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
