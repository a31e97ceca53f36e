import { Worker } from 'node:worker_threads';
import type { DetectorId } from '../issue.ts';
import { parserStackMb } from '../source/parsed-file.ts';
import type { Workspace } from '../source/source-file.ts';
import { type Failure, hiding, type PassDetectors, parsing, selectDetectors, type UnitResult } from './pass.ts';
import type { PassOrder } from './pass-thread.ts';

export interface Supervised {
  readonly workspace: Workspace;
  readonly detectors: readonly DetectorId[];
  /** The detectors that the module `thread` serves its orders with. */
  readonly all: PassDetectors;
  readonly thread: URL;
  readonly signal: AbortSignal;
  /** One detector may take this long for one file, or for all together, before its thread is ended. */
  readonly stepMs: number;
  readonly memoryMb: number;
  /** After each file, and then each detector of the project: how many there were. */
  readonly progress: (done: number) => void;
}

export interface PassOutcome {
  readonly results: readonly UnitResult[];
  /** Of what hung, or ended its thread. What threw is told by its result. */
  readonly failures: readonly Failure[];
}

/** As long as the thread loads what it needs, it has come to no step yet. */
const starting = -2;
const startMs = 60_000;
/** More often than this, it is not a file that is bad. */
const mostRestarts = 50;

/** Every file and every detector has its turn: one that hangs, or ends its thread, has failed there, and the others go on. */
export async function supervisePass(pass: Supervised): Promise<PassOutcome> {
  const wanted = selectDetectors(pass.all, pass.detectors);
  const units = pass.workspace.files.length + wanted.project.length;
  const results: UnitResult[] = [];
  const failures: Failure[] = [];
  const excluded: string[] = [];
  for (let restarts = 0; results.length < units; restarts += 1) {
    if (restarts > mostRestarts) throw new Error(`The detectors ended their thread ${mostRestarts} times.`);
    const stopped = await runThread(pass, { results, excluded, units });
    // What it was at has a result already when it was ended between two steps.
    if (!stopped || stopped.unit < results.length) continue;
    excluded.push(`${stopped.unit}:${stopped.detector}`);
    failures.push(failureOf(pass.workspace, wanted, stopped));
  }
  return { results, failures };
}

interface Stopped {
  readonly unit: number;
  readonly detector: number;
  readonly reason: string;
}

interface Progress {
  readonly results: UnitResult[];
  readonly excluded: readonly string[];
  readonly units: number;
}

/** Until all units have a result, or the thread had to be ended: then, what it was at. */
async function runThread(pass: Supervised, { results, excluded, units }: Progress): Promise<Stopped | undefined> {
  const { workspace, detectors, thread, signal, stepMs, memoryMb } = pass;
  signal.throwIfAborted();
  const position = new SharedArrayBuffer(2 * Int32Array.BYTES_PER_ELEMENT);
  new Int32Array(position).set([results.length, starting]);
  const done = results.map(({ facts }) => ({ ...(facts && { facts }) }));
  const order: PassOrder = { kind: 'insight-pass', workspace, detectors, done, excluded, position };
  const worker = new Worker(thread, {
    workerData: order,
    resourceLimits: { maxOldGenerationSizeMb: memoryMb, stackSizeMb: parserStackMb },
  });
  let reason: string | undefined;
  const end = (why: string) => {
    reason ??= why;
    void worker.terminate();
  };
  const onAbort = () => end('It was cancelled.');
  signal.addEventListener('abort', onAbort, { once: true });
  const stopWatching = watch(position, stepMs, (ms) => end(`It took longer than ${ms / 1_000} seconds.`));
  worker.on('message', (result: UnitResult) => {
    results.push(result);
    pass.progress(results.length);
  });
  worker.on('error', (error) => {
    reason ??= `It ended its thread: ${error.message}`;
  });
  await new Promise<void>((resolve) => worker.once('exit', () => resolve()));
  stopWatching();
  signal.removeEventListener('abort', onAbort);
  signal.throwIfAborted();
  if (results.length >= units) return undefined;
  const [unit = 0, detector = parsing] = new Int32Array(position);
  if (detector === starting) throw new Error(`The thread of the detectors did not start. ${reason ?? ''}`);
  return { unit, detector, reason: reason ?? 'It ended its thread.' };
}

/** Calls back when the position has not changed for so long. */
function watch(position: SharedArrayBuffer, stepMs: number, onStuck: (afterMs: number) => void): () => void {
  const at = new Int32Array(position);
  let last = '';
  let since = performance.now();
  const timer = setInterval(() => {
    const detector = Atomics.load(at, 1);
    const now = `${Atomics.load(at, 0)}:${detector}`;
    const mostMs = detector === starting ? startMs : stepMs;
    if (now !== last) [last, since] = [now, performance.now()];
    else if (performance.now() - since > mostMs) onStuck(mostMs);
  }, stepMs / 20);
  return () => clearInterval(timer);
}

function failureOf(
  { files }: Workspace,
  { file, project }: PassDetectors,
  { unit, detector, reason }: Stopped,
): Failure {
  const source = files[unit];
  const found = (source ? file[detector] : project[unit - files.length])?.id;
  const id = detector === hiding ? 'security' : found;
  return { ...(id && { detector: id }), ...(source && { file: source.path }), reason };
}
