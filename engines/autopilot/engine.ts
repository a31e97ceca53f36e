import { Worker } from 'node:worker_threads';
import { insight } from '../insight/engine.ts';
import { oxlint } from '../insight/native/oxlint.ts';
import { parserStackMb } from '../insight/source/parsed-file.ts';
import { createAct } from './act/create-act.ts';
import type { AutopilotRequest, AutopilotResult } from './autopilot.ts';
import { observeWith } from './cycle/observe.ts';
import { type CycleMessage, type CycleOrder, cycleOrder, serveCycle } from './cycle-thread.ts';
import { GatesFileError } from './gates/gates-file.ts';
import { builtInRecipes } from './recipes/index.ts';

const memoryMb = 1_024;
/** To end its programs and to tidy up, before it is ended. */
const graceMs = 5_000;

/**
 * One cycle as `runAutopilot` does it, with the real detectors and recipes, in a thread of its own: a file that is nested beyond measure, or an
 * edit that never ends, does not take the process along.
 */
export async function autopilot({ signal, progress, ...order }: AutopilotRequest): Promise<AutopilotResult> {
  signal.throwIfAborted();
  const workerData: CycleOrder = { kind: 'autopilot-cycle', order };
  const worker = new Worker(new URL(import.meta.url), {
    workerData,
    resourceLimits: { maxOldGenerationSizeMb: memoryMb, stackSizeMb: parserStackMb },
  });
  let grace: NodeJS.Timeout | undefined;
  const onAbort = () => {
    worker.postMessage('end');
    grace = setTimeout(() => void worker.terminate(), graceMs);
  };
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    return await resultOf(worker, progress);
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  } finally {
    clearTimeout(grace);
    signal.removeEventListener('abort', onAbort);
  }
}

function resultOf(worker: Worker, progress: AutopilotRequest['progress']): Promise<AutopilotResult> {
  return new Promise((resolve, reject) => {
    let outcome = () => reject(new Error('The thread of the cycle ended without a result.'));
    worker.on('message', (message: CycleMessage) => {
      if (message.kind === 'progress') progress(message.percent, message.message);
      else if (message.kind === 'result') outcome = () => resolve(message.result);
      else outcome = () => reject(new GatesFileError(message.problems));
    });
    worker.on('error', (error) => {
      outcome = () => reject(error);
    });
    worker.once('exit', () => outcome());
  });
}

// In a bundle this module is part of the entry, which then starts in the thread as well; only the order tells them apart.
const order = cycleOrder();
if (order) {
  // What it throws is not caught, and so ends the thread as its error.
  void serveCycle(order, {
    act: createAct({ oxlint: oxlint() }),
    observe: observeWith(insight, { recipes: builtInRecipes }),
    now: () => new Date(),
  });
}
