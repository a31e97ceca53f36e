import { setImmediate } from 'node:timers/promises';
import lighthouse, { desktopConfig } from 'lighthouse';
import type { Page } from 'puppeteer-core';
import * as z from 'zod';
import { BrowserBrokenError } from '../browser/browser-broken-error.ts';
import type { Device } from '../browser/device.ts';

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

/**
 * Loads the page again under Lighthouse's own device and network. One run at a time in a thread; a run whose browser is
 * taken away leaves timers and rejections behind, so that its thread should end too.
 */
export async function runLighthouse(page: Page, options: LighthouseOptions): Promise<LighthouseRun> {
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
