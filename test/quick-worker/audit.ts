import { setTimeout as wait } from 'node:timers/promises';
import { describe } from '../../lambdas/guardian-runner/audit/compose-report.ts';
import type { AuditOutcome, AuditRequest } from '../../lambdas/guardian-runner/audit/request.ts';
import { PermanentTaskError } from '../../shared/task/end-attempt.ts';

/**
 * Takes the place of the browser in the real worker: what becomes of a page is said by the first part of its path.
 * `pictured`, as a browser would show it; `slow`, some tenths of a second; `flaky`, every second attempt fails; `broken`, no
 * attempt can succeed; everything else is well.
 */
export async function audit(request: AuditRequest): Promise<AuditOutcome> {
  const { url, device, suites, signal, progress, now } = request;
  const startedAt = now();
  const behaviour = new URL(url).pathname.split('/')[1];
  progress(10, 'Looking');
  if (behaviour === 'slow') await wait(50 + 250 * Math.random(), undefined, { signal });
  if (behaviour === 'flaky' && Math.random() < 0.5) throw new Error('The page did not load this time.');
  if (behaviour === 'broken') throw new PermanentTaskError('site_broken', 'This page never loads.');
  signal.throwIfAborted();
  const artifacts = behaviour === 'pictured' ? [picture] : [];
  const report = reportOf({ url, device, suites, startedAt, durationMs: Math.max(0, now() - startedAt) });
  return { report: { ...report, artifacts: artifacts.map(describe) }, artifacts };
}

const picture = { name: 'screenshot.jpg', contentType: 'image/jpeg', body: Buffer.from([0xff, 0xd8, 0xff, 0xd9]) };

type Told = Pick<AuditRequest, 'url' | 'device' | 'suites'> & { startedAt: number; durationMs: number };

function reportOf({ url, device, suites, startedAt, durationMs }: Told): AuditOutcome['report'] {
  const noScores = { accessibility: null, performance: null, security: null, seo: null, bestPractices: null };
  const noTimes = { lcp: null, cls: null, tbt: null, fcp: null, si: null, ttfb: null };
  return {
    ...{ version: 1, url, device, suites: [...suites], durationMs, timestamp: new Date(startedAt).toISOString() },
    ...{ status: 'passed', pass: true, reasons: [], scores: { ...noScores, overall: 100 }, thresholds: {} },
    ...{ unmeasured: [], issues: [], needsReview: [], notices: [], budgets: [], artifacts: [] },
    metrics: { ...noTimes, bytes: null, jsBytes: null, requests: null },
    engine: { browser: 'none' },
  };
}
