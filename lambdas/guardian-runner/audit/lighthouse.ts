import { setImmediate } from 'node:timers/promises';
import lighthouse, { desktopConfig } from 'lighthouse';
import type { Page } from 'puppeteer-core';
import * as z from 'zod';
import { BrowserBrokenError } from '../browser/browser-broken-error.ts';
import { CalmPage } from '../browser/calm-page.ts';
import type { Device } from '../browser/device.ts';
import { within } from '../browser/within.ts';

const LhAudit = z.object({
  id: z.string(),
  title: z.string(),
  description: z.string(),
  score: z.number().nullable(),
  scoreDisplayMode: z.string(),
  displayValue: z.string().optional(),
  numericValue: z.number().optional(),
  errorMessage: z.string().optional(),
  metricSavings: z.record(z.string(), z.number().optional()).optional(),
  details: z.unknown().optional(),
});
export type LhAudit = z.infer<typeof LhAudit>;

const LhCategory = z.object({
  score: z.number().nullable(),
  auditRefs: z.array(z.object({ id: z.string(), weight: z.number() })),
});
export type LhCategory = z.infer<typeof LhCategory>;

/** The part of a Lighthouse result that Guardian reads; the whole of it is an artifact. */
export const LighthouseResult = z.object({
  lighthouseVersion: z.string(),
  runWarnings: z.array(z.string()),
  runtimeError: z.object({ code: z.string(), message: z.string() }).optional(),
  categories: z.record(z.string(), LhCategory),
  audits: z.record(z.string(), LhAudit),
});
export type LighthouseResult = z.infer<typeof LighthouseResult>;

export type LighthouseCategory = 'performance' | 'seo' | 'best-practices';

export interface LighthouseRun {
  readonly result: LighthouseResult;
  readonly json: Buffer;
}

export interface LighthouseOptions {
  readonly url: string;
  readonly device: Device;
  readonly categories: readonly LighthouseCategory[];
  readonly navigationTimeoutMs: number;
}

/** Longer than Lighthouse takes to give up once its tab is gone. */
const endTimeoutMs = 3_000;

/**
 * Lighthouse on one page. It cannot be cancelled and keeps state in the process, so a run that the audit has lost
 * interest in must come to its end before the next one begins.
 */
export class LighthouseOnPage {
  readonly #page: CalmPage;
  #run: Promise<LighthouseRun> | undefined;

  constructor(page: Page) {
    this.#page = new CalmPage(page);
  }

  /** Loads the page again under Lighthouse's own device and network. One run at a time in a process. */
  run(options: LighthouseOptions): Promise<LighthouseRun> {
    this.#run = measure(this.#page.page, options);
    return this.#run;
  }

  /** Waits for an unfinished run to give up; the browser is closed by now. */
  async end(): Promise<void> {
    if (!this.#run) return;
    this.#page.crash();
    const late = () => new BrowserBrokenError('Lighthouse does not end.');
    await within(endTimeoutMs, Promise.allSettled([this.#run]), late);
  }
}

async function measure(page: Page, options: LighthouseOptions): Promise<LighthouseRun> {
  const flags = {
    output: 'json' as const,
    logLevel: 'silent' as const,
    locale: 'en-US' as const,
    onlyCategories: [...options.categories],
    maxWaitForLoad: options.navigationTimeoutMs,
    maxWaitForFcp: Math.min(options.navigationTimeoutMs, 15_000),
    disableFullPageScreenshot: true,
  };
  try {
    const run = await lighthouse(options.url, flags, options.device === 'desktop' ? desktopConfig : undefined, page);
    return { result: LighthouseResult.parse(run?.lhr), json: Buffer.from(JSON.stringify(run?.lhr)) };
  } catch (error) {
    // What a page can do to Lighthouse is in its result. Where the browser is the reason, its own news come first.
    await setImmediate();
    throw new BrowserBrokenError('Lighthouse broke off.', { cause: error });
  }
}
