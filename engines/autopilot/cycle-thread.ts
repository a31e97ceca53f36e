import { parentPort, workerData } from 'node:worker_threads';
import { type AutopilotDeps, type AutopilotOrder, type AutopilotResult, runAutopilot } from './autopilot.ts';
import { GatesFileError, type GatesFileProblem } from './gates/gates-file.ts';

/** To the thread; both are this program. */
export interface CycleOrder {
  readonly kind: 'autopilot-cycle';
  readonly order: AutopilotOrder;
}

/** From the thread. What else goes wrong there ends it, and is told as its error. */
export type CycleMessage =
  | { readonly kind: 'progress'; readonly percent: number; readonly message: string }
  | { readonly kind: 'result'; readonly result: AutopilotResult }
  | { readonly kind: 'bad-gates-file'; readonly problems: readonly GatesFileProblem[] };

/** The order of this thread; undefined in any other thread that loads this module. */
export function cycleOrder(): AutopilotOrder | undefined {
  const data: unknown = workerData;
  return isOrder(data) ? data.order : undefined;
}

function isOrder(data: unknown): data is CycleOrder {
  return typeof data === 'object' && data !== null && 'kind' in data && data.kind === 'autopilot-cycle';
}

/** Any message is the wish that it ends. */
export async function serveCycle(order: AutopilotOrder, deps: AutopilotDeps): Promise<void> {
  const tell = (message: CycleMessage) => parentPort?.postMessage(message);
  const ending = new AbortController();
  parentPort?.once('message', () => ending.abort());
  try {
    const progress = (percent: number, message: string) => tell({ kind: 'progress', percent, message });
    tell({ kind: 'result', result: await runAutopilot({ ...order, signal: ending.signal, progress }, deps) });
  } catch (error) {
    if (ending.signal.aborted) return;
    if (!(error instanceof GatesFileError)) throw error;
    tell({ kind: 'bad-gates-file', problems: error.problems });
  } finally {
    parentPort?.close();
  }
}
