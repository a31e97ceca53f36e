import type { FileChange } from '../patch/file-change.ts';
import { patchOf, undoPatchOf } from '../patch/patch.ts';
import type { Recipe } from '../recipe.ts';
import { attemptFixes } from './attempt.ts';
import { checkedAct } from './checked-act.ts';
import { Clock, type Progress } from './clock.ts';
import type { CycleMode, CycleResult } from './cycle-result.ts';
import { editablePaths, findFixes } from './find-fixes.ts';
import { findProtected } from './find-protected.ts';
import { type CycleLimits, type CyclePorts, type Decision, defaultCycleLimits, type GateResult } from './ports.ts';
import { withPrivateCopy } from './private-copy.ts';
import { appliedFixes, emptyResult, ledgerOf, takenBack, wasTried } from './report-cycle.ts';
import { Trial, type TriedSet } from './trial.ts';
import { writeChanges } from './write-changes.ts';

export interface CycleRequest {
  readonly mode: CycleMode;
  /** The tree. Only mode `run` touches it, and only at the very end. */
  readonly root: string;
  readonly recipes: readonly Recipe[];
  readonly runId: string;
  readonly signal: AbortSignal;
  readonly progress?: Progress;
  readonly limits?: Partial<CycleLimits>;
  /** A file outside of the tree, from which `restoreSnapshot` can take back what was written, also after a crash. */
  readonly journal?: string;
}

/**
 * Observe → Decide → Act → Verify. All is tried on a private copy; what is green together, and passes the gates, is
 * written in one go that is taken back whole when anything fails.
 * @throws the reason of the signal when it is cancelled, TreeTooLargeError, and what Observe throws; the tree is then
 * as it was
 */
export async function runCycle<Decided extends Decision, Gate extends GateResult>(
  request: CycleRequest,
  given: CyclePorts<Decided, Gate>,
): Promise<CycleResult<Decided, Gate>> {
  const ports = { ...given, act: checkedAct(given.act) };
  const { root, signal } = request;
  const clock = new Clock(request.progress ?? (() => undefined));
  if (request.mode === 'observe') {
    const before = await clock.during('observe', () => ports.observe(root, signal));
    return { ...emptyResult<Decided, Gate>(request.mode, before), timings: clock.timings };
  }
  const limits = { ...defaultCycleLimits, ...request.limits };
  const startedAt = ports.now();
  const planned = await withPrivateCopy(root, { limits, signal }, (copy) =>
    planOn(copy, { ...request, limits }, ports, clock),
  );
  signal.throwIfAborted();
  // From here on nothing but writing can fail, and that takes back what it did.
  const times = { runId: request.runId, startedAt, completedAt: ports.now() };
  const error = await clock.during('write', () => written(request, ports, planned.result.changes, clock));
  const result = error === undefined ? planned.result : takenBack(planned.result, error);
  const ledger = request.mode === 'run' ? ledgerOf(result, { ...planned, ...times }) : [];
  return { ...result, ledger, timings: clock.timings };
}

interface Planned<Decided extends Decision, Gate extends GateResult> {
  /** As if its changes had been written. */
  readonly result: CycleResult<Decided, Gate>;
  readonly recipes: readonly Recipe[];
  readonly best: TriedSet | undefined;
}

async function planOn<Decided extends Decision, Gate extends GateResult>(
  copy: string,
  request: CycleRequest & { readonly limits: CycleLimits },
  ports: CyclePorts<Decided, Gate>,
  clock: Clock,
): Promise<Planned<Decided, Gate>> {
  const { mode, signal, limits } = request;
  const before = await clock.during('observe', () => ports.observe(copy, signal));
  const decisions = await clock.during('decide', () => ports.decide(before, request.recipes));
  const recipes = decisions.filter(({ verdict }) => verdict === 'execute').map(({ recipe }) => recipe);
  const progress = (done: number, of: number) => clock.tell('act', done / of, `${done} of ${of} files`);
  const paths = await clock.during('act', () => editablePaths(copy));
  const search = { root: copy, paths, recipes, batchFiles: limits.batchFiles, signal, progress };
  const found = await clock.during('act', () => findFixes(ports, search));
  const untouched = await clock.during('act', () => findProtected(ports, search));
  const told = (nth: number) => clock.tell('verify', 1 - 0.8 ** nth, `verification ${nth}`);
  const { maxVerifications } = limits;
  const trial = new Trial(ports, {
    ...{ copy, before, recipes, known: found.composed, maxVerifications, signal, progress: told },
  });
  const attempt = await clock.during('verify', () => attemptFixes(ports, trial, { edits: found.edits, recipes }));
  const hasTried = attempt.dropped.some(wasTried) || found.failed.size > 0;
  const result: CycleResult<Decided, Gate> = {
    ...emptyResult<Decided, Gate>(mode, before),
    ...{ status: hasTried ? 'rolled-back' : 'noop', decisions, failedRecipes: found.failed },
    dropped: [...attempt.dropped, ...untouched],
    selection: { isProvenLargest: attempt.isProvenLargest, verifications: trial.verifications },
  };
  const { best } = attempt;
  return {
    recipes,
    best,
    result: best?.composed.length ? await withBest(result, { ports, trial, best, recipes }) : result,
  };
}

interface Best<Gate extends GateResult> {
  readonly ports: Pick<CyclePorts<Decision, Gate>, 'checkGates'>;
  readonly trial: Trial;
  readonly best: TriedSet;
  readonly recipes: readonly Recipe[];
}

async function withBest<Decided extends Decision, Gate extends GateResult>(
  result: CycleResult<Decided, Gate>,
  { ports, trial, best, recipes }: Best<Gate>,
): Promise<CycleResult<Decided, Gate>> {
  const { after, edits } = best;
  const metrics = { before: result.before.metrics, after: after.metrics };
  const gates = await ports.checkGates({ ...metrics, guards: trial.guardsOf(edits), edits });
  const changes = (await trial.changesOf(best.composed)).toSorted((a, b) => (a.path < b.path ? -1 : 1));
  const done: CycleResult<Decided, Gate> = {
    ...{ ...result, status: 'completed', gates, after, changes, applied: appliedFixes(best, recipes) },
    ...{ patch: patchOf(changes), undoPatch: undoPatchOf(changes) },
  };
  const failed = gates.filter(({ passed }) => !passed).map(({ explanation }) => explanation);
  return failed.length > 0 ? takenBack(done, failed.join(' ')) : done;
}

/** Why nothing was written; undefined when all was. A cancellation is no result, it is thrown. */
async function written(
  { mode, root, signal, journal }: CycleRequest,
  { whyProtected }: Pick<CyclePorts, 'whyProtected'>,
  changes: readonly FileChange[],
  clock: Clock,
): Promise<string | undefined> {
  const onWritten = () => clock.tell('write', 1, 'done');
  if (mode !== 'run' || changes.length === 0) {
    onWritten();
    return undefined;
  }
  try {
    await writeChanges(changes, { root, signal, whyProtected, onWritten, ...(journal !== undefined && { journal }) });
    return undefined;
  } catch (error) {
    signal.throwIfAborted();
    return error instanceof Error ? error.message : String(error);
  }
}
