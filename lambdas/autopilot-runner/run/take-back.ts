import { text } from 'node:stream/consumers';
import type { Storage } from '../../../shared/storage/storage.ts';
import { PermanentTaskError } from '../../../shared/task/end-attempt.ts';
import type { Done, Work } from './done.ts';
import { type RunFile, runKey } from './object-key.ts';
import { RunResult } from './result.ts';
import type { RunStore } from './store.ts';
import { treeEntries } from './tree-entries.ts';

interface Deps {
  readonly runs: RunStore;
  readonly objects: Pick<Storage, 'get'>;
  readonly now: () => number;
}

/**
 * The patch that takes an earlier run back, if the upload still is what that run left.
 * @throws PermanentTaskError `run_gone`, or `changed_since` with the files that are not as the run left them
 */
export async function takeBack(deps: Deps, { attempt, run, root }: Work): Promise<Done> {
  const { orgId } = attempt.task;
  const earlier = run.undoOf === undefined ? undefined : await deps.runs.get(orgId, run.undoOf, deps.now());
  const { id, resultSha256 } = earlier ?? {};
  if (id === undefined || resultSha256 === undefined) throw gone(run.undoOf);
  const read = async (file: RunFile) => {
    const object = await deps.objects.get(runKey(orgId, { id, resultSha256 }, file));
    if (!object) throw gone(id);
    return text(object.body);
  };
  const [result, patch, undoPatch] = await Promise.all([read('result'), read('undo'), read('patch')]);
  // What was said of the repair does not hold for taking it back.
  const { pullRequest: _, unattested: __, ...before } = RunResult.parse(JSON.parse(result));
  const now = new Map((await treeEntries(root, attempt.signal)).map(({ path, sha256 }) => [path, sha256]));
  const changed = before.files.filter(({ path, afterHash }) => (now.get(path) ?? null) !== afterHash);
  if (changed.length > 0) {
    const names = changed.slice(0, 10).map(({ path }) => path);
    throw new PermanentTaskError(
      'changed_since',
      `Not as the run left them: ${names.join(', ')}. Nothing is taken back.`,
    );
  }
  return {
    ...{ patch, undoPatch, recipes: [], reasons: [], learned: [] },
    issues: { before: before.metrics.after.totalIssues ?? 0, after: before.metrics.before.totalIssues ?? 0 },
    result: {
      ...before,
      ...{
        mode: 'undo',
        decisions: [],
        applied: [],
        dropped: [],
        failedRecipes: [],
        gates: [],
        ledger: [],
        timings: {},
      },
      metrics: { before: before.metrics.after, after: before.metrics.before },
      files: before.files.map(({ path, beforeHash, afterHash }) => ({
        ...{ path, beforeHash: afterHash, afterHash: beforeHash },
      })),
      risk: { spent: 0, warnings: [] },
      ...{ verifications: 0, isProvenLargest: true },
    },
  };
}

function gone(id: string | undefined): PermanentTaskError {
  return new PermanentTaskError('run_gone', `The run ${id ?? ''} is kept no more, so it cannot be taken back.`);
}
