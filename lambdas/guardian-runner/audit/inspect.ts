import type { Observer } from '../browser/observer.ts';
import type { OpenPage } from '../browser/open-page.ts';
import { ownScripts } from '../browser/script-sources.ts';
import { type Visit, visit } from '../browser/visit.ts';
import type { Suite } from '../report/issue.ts';
import type { Collected } from './collected.ts';
import type { Ledger } from './guard/ledger.ts';
import { type LighthouseCategory, type LighthouseRun, runLighthouse } from './lighthouse.ts';
import { type AuditRequest, limitsOf } from './request.ts';
import { accessibilityScore, securityScore } from './score.ts';
import { accessibilityFindings, accessibilityImpacts, runAxe } from './suites/accessibility.ts';
import { contentFindings } from './suites/content.ts';
import { lighthouseFindings } from './suites/lighthouse-findings.ts';
import { mobileFindings } from './suites/mobile.ts';
import { categoryScore, performanceFindings, timingsOf } from './suites/performance.ts';
import { securityFindings } from './suites/security.ts';
import { seoFindings } from './suites/seo.ts';

export interface Inspection {
  readonly request: AuditRequest;
  readonly collected: Collected;
  readonly open: OpenPage;
  readonly observer: Observer;
  readonly ledger: Ledger;
}

/** The stages of one audit, in order; each leaves what it found in `collected` before the next begins. */
export async function inspect(inspection: Inspection, url: string): Promise<void> {
  const { request, collected, open, ledger } = inspection;
  const wants = (suite: Suite) => request.suites.includes(suite);
  request.progress(15, 'Loading the page');
  const seen = await visit(open.page, open.cdp, {
    url,
    navigationTimeoutMs: limitsOf(request).navigationTimeoutMs,
    ledger,
  });
  rememberVisit(inspection, seen);
  if (wants('accessibility')) {
    request.progress(35, 'Checking accessibility');
    await accessibility(collected, seen);
  }
  if (wants('security')) {
    request.progress(45, 'Checking security');
    await security(inspection, seen);
  }
  content(inspection, seen);
  // An error page has no performance worth a number, and Lighthouse refuses to measure one.
  if (seen.status < 400) await lighthouse(inspection, seen);
}

function rememberVisit({ collected, observer }: Inspection, seen: Visit): void {
  collected.finalUrl = seen.finalUrl;
  collected.title = seen.probe.title;
  collected.metrics = { ...collected.metrics, ...observer.traffic };
  if (seen.screenshot) {
    collected.artifacts.push({ name: 'screenshot.jpg', contentType: 'image/jpeg', body: seen.screenshot });
  } else {
    collected.notice('no-screenshot', 'Chromium got no picture of the page in time.');
  }
  if (seen.status >= 400) {
    const detail = `The page answered with HTTP ${seen.status}.`;
    collected.failure = { status: 'failed', failure: { code: 'http-error', detail } };
  }
  if (!seen.didFinishLoading) collected.notice('load-timed-out', 'The page did not finish loading in time.');
}

async function accessibility(collected: Collected, seen: Visit): Promise<void> {
  const { results, json: whole } = await runAxe(seen.world);
  collected.engine.axe = results.testEngine.version;
  collected.findings.push(...accessibilityFindings(results.violations));
  collected.needsReview.push(...accessibilityFindings(results.incomplete));
  collected.scores.accessibility = accessibilityScore(accessibilityImpacts(results.violations));
  collected.artifacts.push(json('axe.json', Buffer.from(whole)));
  collected.measured.add('accessibility');
}

async function security({ request, collected, open, observer, ledger }: Inspection, seen: Visit): Promise<void> {
  const findings = securityFindings({
    visit: seen,
    observer,
    scripts: await ownScripts(open.cdp, observer, seen.finalUrl),
    refusals: ledger.refusals,
    allowLoopback: request.allowLoopback,
  });
  collected.findings.push(...findings);
  collected.scores.security = securityScore(findings.map((finding) => finding.severity));
  collected.measured.add('security');
}

/** The suites that need no more than what the visit has seen. */
function content({ request, collected, observer, ledger }: Inspection, seen: Visit): void {
  const { probe } = seen;
  const isRefused = (text: string) => ledger.refusals.some(({ host }) => text.includes(host));
  if (request.suites.includes('content')) {
    const consoleErrors = observer.consoleErrors.filter(({ text, url }) => !isRefused(`${text} ${url}`));
    collected.findings.push(...contentFindings({ ...probe, ...seen, pageErrors: observer.pageErrors, consoleErrors }));
    collected.measured.add('content');
  }
  if (request.suites.includes('mobile')) {
    collected.findings.push(...mobileFindings(probe));
    collected.measured.add('mobile');
  }
  if (request.suites.includes('seo')) {
    collected.findings.push(...seoFindings({ ...probe, robotsHeader: seen.headers['x-robots-tag'] ?? null }));
  }
}

async function lighthouse(inspection: Inspection, seen: Visit): Promise<void> {
  const { request, open, observer } = inspection;
  const categories = lighthouseCategories.filter((category) => request.suites.includes(category));
  if (categories.length === 0) return;
  request.progress(55, 'Measuring with Lighthouse');
  observer.stopCounting();
  const run = await runLighthouse(open.page, {
    url: seen.finalUrl,
    device: request.device,
    categories,
    navigationTimeoutMs: limitsOf(request).navigationTimeoutMs,
  });
  rememberLighthouse(inspection.collected, request.suites, categories, run);
}

const lighthouseCategories: readonly LighthouseCategory[] = ['performance', 'seo', 'best-practices'];
const scoreNames = { performance: 'performance', seo: 'seo', 'best-practices': 'bestPractices' } as const;

function rememberLighthouse(
  collected: Collected,
  requested: readonly Suite[],
  categories: readonly LighthouseCategory[],
  { result, json: whole }: LighthouseRun,
): void {
  collected.engine.lighthouse = result.lighthouseVersion;
  collected.artifacts.push(json('lighthouse.json', whole));
  for (const warning of result.runWarnings) collected.notice('lighthouse-warning', warning);
  if (result.runtimeError) collected.notice('lighthouse-error', result.runtimeError.message);
  for (const category of categories) {
    const score = categoryScore(result.categories[category], result);
    collected.scores[scoreNames[category]] = score;
    if (score !== null) collected.measured.add(category);
    if (category !== 'performance') collected.findings.push(...lighthouseFindings(category, result, requested));
  }
  if (!categories.includes('performance')) return;
  collected.metrics = { ...collected.metrics, ...timingsOf(result) };
  collected.findings.push(...performanceFindings(collected.metrics, result));
}

function json(name: string, body: Buffer) {
  return { name, contentType: 'application/json', body };
}
