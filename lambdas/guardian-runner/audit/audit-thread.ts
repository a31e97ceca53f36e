import { inspect } from 'node:util';
import { parentPort, workerData } from 'node:worker_threads';
import { ProcessModels } from '../browser/open-page.ts';
import type { RunRequest } from './request.ts';
import { runAudit } from './run-audit.ts';
import { type AuditNews, AuditOrder } from './thread-messages.ts';

/** The thread of one audit: takes its order, tells how it goes, and ends with everything that it has started. */
export async function serveAudit(): Promise<void> {
  if (!parentPort) throw new Error('An audit thread needs a parent.');
  const port = parentPort;
  const say = (news: AuditNews) => port.postMessage(news);
  const abort = new AbortController();
  port.once('message', () => abort.abort());
  // Lighthouse and puppeteer ask the browser from timers and do not look at the answer. When a tab crashes or the browser
  // is closed, these questions fail one by one; the audit itself learns of it from the browser.
  process.on('unhandledRejection', () => undefined);
  say(await newsOf(requestOf(AuditOrder.parse(workerData), abort.signal, say)));
  process.exit();
}

function requestOf(order: AuditOrder, signal: AbortSignal, say: (news: AuditNews) => void): RunRequest {
  const began = performance.now();
  return {
    ...order,
    signal,
    processModels: new ProcessModels(order.processModel, (proven) => say({ kind: 'process-model', proven })),
    progress: (percent, message) => say({ kind: 'progress', percent, message }),
    now: () => order.startedAt + performance.now() - began,
  };
}

async function newsOf(request: RunRequest): Promise<AuditNews> {
  try {
    const { report, artifacts } = await runAudit(request);
    const files = artifacts.map((file) => ({ ...file, body: new Uint8Array(file.body) }));
    return { kind: 'outcome', report, artifacts: files };
  } catch (error) {
    if (request.signal.aborted) return { kind: 'aborted' };
    const message = error instanceof Error ? error.message : String(error);
    return { kind: 'broken', message, detail: inspect(error) };
  }
}
