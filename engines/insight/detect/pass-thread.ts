import { parentPort, workerData } from 'node:worker_threads';
import type { DetectorId } from '../issue.ts';
import type { Workspace } from '../source/source-file.ts';
import { type PassDetectors, runPass, selectDetectors, type UnitResult } from './pass.ts';

/** From the supervisor to its thread; both are this program. */
export interface PassOrder {
  readonly kind: 'insight-pass';
  readonly workspace: Workspace;
  readonly detectors: readonly DetectorId[];
  readonly done: readonly Pick<UnitResult, 'facts'>[];
  /** `unit:detector` */
  readonly excluded: readonly string[];
  /** Two 32-bit integers: the unit and the detector that are at work. */
  readonly position: SharedArrayBuffer;
}

/** The order of this thread; undefined in any other thread that loads this module. */
export function passOrder(): PassOrder | undefined {
  const data: unknown = workerData;
  return isOrder(data) ? data : undefined;
}

function isOrder(data: unknown): data is PassOrder {
  return typeof data === 'object' && data !== null && 'kind' in data && data.kind === 'insight-pass';
}

/** Posts each result, and then nothing more. */
export function servePass({ workspace, done, excluded, position, ...order }: PassOrder, all: PassDetectors): void {
  const detectors = selectDetectors(all, order.detectors);
  const isExcluded = (unit: number, detector: number) => excluded.includes(`${unit}:${detector}`);
  const at = new Int32Array(position);
  const step = (unit: number, detector: number) => {
    Atomics.store(at, 0, unit);
    Atomics.store(at, 1, detector);
  };
  for (const result of runPass({ workspace, detectors, done, isExcluded, step })) parentPort?.postMessage(result);
}
