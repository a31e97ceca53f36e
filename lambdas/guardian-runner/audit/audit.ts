import { once } from 'node:events';
import { Worker, workerData } from 'node:worker_threads';
import { BrowserBrokenError } from '../browser/browser-broken-error.ts';
import type { ProcessModel } from '../browser/flags.ts';
import type { AuditOutcome, AuditRequest } from './request.ts';
import { AuditNews, AuditOrder } from './thread-messages.ts';

/**
 * Tests one page in a browser of its own. Whatever is wrong with the site ends up in the report; the promise rejects
 * only with the reason of an aborted `signal`, or with `BrowserBrokenError` when a new attempt may well succeed.
 *
 * Every audit has a thread of its own as well, because Lighthouse cannot be cancelled and keeps state in its thread, and
 * since what it leaves behind when its browser goes away would end a process (see `audit-thread.ts`).
 */
export async function audit(request: AuditRequest): Promise<AuditOutcome> {
  const { signal } = request;
  signal.throwIfAborted();
  const thread = new Worker(new URL(import.meta.url), { workerData: orderOf(request) });
  const ended = once(thread, 'exit');
  const onAbort = () => void stop(thread);
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    const outcome = await lastWord(thread, request);
    await ended;
    signal.throwIfAborted();
    return outcome;
  } catch (error) {
    await ended;
    throw signal.aborted ? signal.reason : error;
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}

/** The process model that has worked on this machine. */
let processModel: ProcessModel | undefined;

function orderOf({ url, suites, device, thresholds, budget, limits, allowLoopback, now }: AuditRequest): AuditOrder {
  const rest = { device, thresholds, budget, limits, allowLoopback, processModel };
  return { kind: 'guardian-audit', startedAt: now(), url, suites: [...suites], ...rest };
}

function lastWord(thread: Worker, request: AuditRequest): Promise<AuditOutcome> {
  const { promise, resolve, reject } = Promise.withResolvers<AuditOutcome>();
  thread.on('message', (message: unknown) => {
    const news = AuditNews.parse(message);
    if (news.kind === 'progress') request.progress(news.percent, news.message);
    if (news.kind === 'process-model') processModel = news.proven;
    if (news.kind === 'outcome') resolve({ report: news.report, artifacts: news.artifacts.map(asFile) });
    if (news.kind === 'broken') reject(new BrowserBrokenError(news.message, { cause: news.detail }));
  });
  thread.once('error', (error) => reject(new BrowserBrokenError('The audit thread failed.', { cause: error })));
  thread.once('exit', () => reject(new BrowserBrokenError('The audit thread ended early.')));
  return promise;
}

/** A buffer arrives from another thread as plain bytes. */
function asFile({ name, contentType, body }: { name: string; contentType: string; body: Uint8Array }) {
  return { name, contentType, body: Buffer.from(body.buffer, body.byteOffset, body.byteLength) };
}

const graceMs = 1_000;

/** Lets the thread close its browser and tidy up; a browser whose thread is gone ends by itself. */
async function stop(thread: Worker): Promise<void> {
  thread.postMessage('abort');
  const timer = setTimeout(() => void thread.terminate(), graceMs);
  await once(thread, 'exit');
  clearTimeout(timer);
}

// In a bundle this module is part of the entry, which then starts in the thread as well; only the order tells them apart.
if (AuditOrder.safeParse(workerData).success) {
  const { serveAudit } = await import('./audit-thread.ts');
  await serveAudit();
}
