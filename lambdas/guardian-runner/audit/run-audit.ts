import { BrowserBrokenError } from '../browser/browser-broken-error.ts';
import { becomeDevice } from '../browser/device.ts';
import { PageHungError } from '../browser/isolated-world.ts';
import { launcher } from '../browser/launch.ts';
import { Observer } from '../browser/observer.ts';
import { type OpenPage, openPage, ProcessModels } from '../browser/open-page.ts';
import { checkUrl } from './check-url.ts';
import { Collected } from './collected.ts';
import { composeReport } from './compose-report.ts';
import { type GuardProxy, startGuardProxy } from './guard/guard-proxy.ts';
import { systemResolver } from './guard/resolve-host.ts';
import { inspect } from './inspect.ts';
import { interruptions } from './interruptions.ts';
import { type AuditOutcome, type AuditRequest, limitsOf, type RunRequest } from './request.ts';
import { SiteFailure } from './site-failure.ts';

const connectTimeoutMs = 10_000;

/** The audit itself, in this thread; see `audit` for what it promises. */
export async function runAudit(request: RunRequest): Promise<AuditOutcome> {
  request.signal.throwIfAborted();
  const startedAt = request.now();
  const collected = new Collected();
  const checked = checkUrl(request.url, { allowLoopback: request.allowLoopback });
  if (checked.ok) {
    await auditPage(request, checked.url.href, collected);
  } else {
    const isPrivate = checked.code.startsWith('private-');
    const code = isPrivate ? 'ssrf-blocked' : checked.code;
    collected.failure = { status: 'blocked', failure: { code, detail: checked.detail } };
  }
  request.progress(100, 'Done');
  return { report: composeReport(request, collected, startedAt), artifacts: collected.artifacts };
}

async function auditPage(request: RunRequest, url: string, collected: Collected): Promise<void> {
  const guard = await startGuardProxy({
    resolver: request.resolver ?? systemResolver,
    allowLoopback: request.allowLoopback,
    maxBytes: limitsOf(request).maxBytes,
    connectTimeoutMs,
  });
  try {
    request.progress(5, 'Starting the browser');
    await inBrowser(request, url, collected, guard);
  } finally {
    await guard.close();
  }
}

async function inBrowser(request: RunRequest, url: string, collected: Collected, guard: GuardProxy): Promise<void> {
  const open = await openPage(launcher(guard.port), guard, request.processModels ?? new ProcessModels());
  try {
    collected.engine.browser = await open.opened.browser.version();
    if (open.opened.processModel === 'single-process') {
      collected.notice('single-process', 'Chromium ran in one process here, where it cannot measure the Speed Index.');
    }
    const observer = await Observer.of(open.opened.browser, open.page, open.cdp);
    await becomeDevice(open.opened.browser, open.page, open.cdp, request.device);
    const { ledger } = guard;
    await untilInterrupted(request, open, observer, guard, () =>
      inspect({ request, collected, open, observer, ledger }, url),
    );
    collected.notices.push(...observer.notices);
  } catch (error) {
    const failure = siteFailureOf(error);
    collected.failure = { status: failure.status, failure: failure.failure };
    if (failure.failure.code === 'tls-error') collected.findings.push(tlsFinding(failure));
  } finally {
    for (const denial of guard.ledger.refusals) collected.notice('request-refused', denial.detail);
    await open.opened.close();
  }
}

async function untilInterrupted(
  request: AuditRequest,
  open: OpenPage,
  observer: Observer,
  guard: GuardProxy,
  work: () => Promise<void>,
): Promise<void> {
  const interruption = interruptions({
    signal: request.signal,
    totalTimeoutMs: limitsOf(request).totalTimeoutMs,
    browser: open.opened.browser,
    crashed: observer.crashed,
    overBudget: guard.ledger.overBudget,
  });
  try {
    await Promise.race([work(), interruption.happened]);
  } finally {
    interruption.forget();
  }
}

/** Passes on what is not the site's fault. */
function siteFailureOf(error: unknown): SiteFailure {
  if (error instanceof SiteFailure) return error;
  if (error instanceof PageHungError) return new SiteFailure('timed-out', 'page-hung', error.message);
  if (error instanceof Error && ['TargetCloseError', 'ConnectionClosedError'].includes(error.name)) {
    throw new BrowserBrokenError('The browser hung up.', { cause: error });
  }
  throw error;
}

function tlsFinding(failure: SiteFailure) {
  return {
    suite: 'security',
    ruleId: 'tls-invalid',
    severity: 'critical',
    title: 'The TLS connection is not trustworthy',
    message: failure.failure.detail,
  } as const;
}
