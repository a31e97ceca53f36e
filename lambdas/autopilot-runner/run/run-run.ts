import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { AppError } from '../../../shared/errors.ts';
import type { Publish } from '../../../shared/events.ts';
import type { Logger } from '../../../shared/log.ts';
import type { Storage } from '../../../shared/storage/storage.ts';
import type { TaskInput, TaskOutput } from '../../../shared/task/type.ts';
import type { Run as Attempt } from '../../../shared/task/worker.ts';
import type { FetchSource } from '../../../shared/upload-source.ts';
import type { ChainStore } from '../attestation/chain.ts';
import type { SettingsStore } from '../settings/store.ts';
import type { TrustStore } from '../trust/store.ts';
import { concludeRun } from './conclude-run.ts';
import { type RepairDeps, repair } from './repair.ts';
import type { RunStore } from './store.ts';
import { takeBack } from './take-back.ts';

export interface RunDeps extends RepairDeps {
  readonly dynamo: DynamoDBClient;
  readonly runs: RunStore;
  readonly chain: ChainStore;
  readonly trust: TrustStore;
  readonly settings: SettingsStore;
  readonly objects: Pick<Storage, 'put' | 'get'>;
  readonly fetchSource: FetchSource;
  readonly secret: () => Promise<string>;
  readonly publish: Publish;
  readonly log: Logger;
  readonly now: () => number;
  /** A folder for repositories while they are worked on. */
  readonly workspace: string;
}

export type RunAttempt = Omit<Attempt<TaskInput<'autopilot.run'>>, 'children'>;

/**
 * Repairs the upload, signs what was done, keeps it, tells the world. An attempt that died after its outcome was written is not
 * repeated; the event is written with the outcome, so it goes out whatever becomes of the attempt.
 */
export async function runRun(deps: RunDeps, attempt: RunAttempt): Promise<TaskOutput<'autopilot.run'>> {
  const { orgId } = attempt.task;
  const { runId } = attempt.input;
  const run = await deps.runs.get(orgId, runId, deps.now());
  if (!run) throw new AppError('not_found', `There is no run ${runId} any more.`);
  if (run.outcome) return { runId, ...run.outcome };
  const root = await mkdtemp(join(deps.workspace, 'run-'));
  try {
    const begun = deps.now();
    attempt.progress(1, 'Fetching the upload');
    await deps.fetchSource({ orgId, content: attempt.input.content, folder: root, signal: attempt.signal });
    const work = { attempt, run, root, begun };
    const done = run.mode === 'undo' ? await takeBack(deps, work) : await repair(deps, work);
    attempt.progress(97, 'Signing and keeping the result');
    attempt.signal.throwIfAborted();
    return { runId, ...(await concludeRun(deps, work, done)) };
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}
