import type { FileChange } from '../patch/file-change.ts';
import type { LedgerEntry } from './ledger.ts';
import type { Observation } from './observation.ts';
import type { Decision, GateResult, PlannedEdit } from './ports.ts';
import type { Violation } from './verify.ts';

export type CycleMode = 'observe' | 'plan' | 'run';

export const phases = ['observe', 'decide', 'act', 'verify', 'write'] as const;
export type Phase = (typeof phases)[number];

export interface AppliedFix extends PlannedEdit {
  /** Ids of issues of before that are gone: in the file of the fix, of rules that its recipe resolves. */
  readonly resolved: readonly string[];
}

export interface DroppedFix extends PlannedEdit {
  /**
   * `protected`: its file must not be touched; of each recipe the first of them. `budget`: it does not fit. `alone`: the tree is worse with it. `conflict`: it is worse with this and `others`, and
   * without this there is most left. `unproven`: observations ran out. `rolled-back`: it was fine, and all was taken
   * back.
   */
  readonly why: 'protected' | 'budget' | 'alone' | 'conflict' | 'unproven' | 'rolled-back';
  readonly others: readonly PlannedEdit[];
  /** In plain words. */
  readonly reason: string;
  readonly violations: readonly Violation[];
}

/** Bytes, hashes and words of one cycle: enough to apply it, to take it back, and to attest it. */
export interface CycleResult<Decided extends Decision = Decision, Gate extends GateResult = GateResult> {
  readonly mode: CycleMode;
  /**
   * `noop`: there was nothing to do. `rolled-back`: something was tried and nothing of it is left. `completed`: the
   * changes are verified, and in mode `run` written.
   */
  readonly status: 'completed' | 'rolled-back' | 'noop';
  /** Why it was rolled back. */
  readonly error?: string;
  readonly decisions: readonly Decided[];
  readonly applied: readonly AppliedFix[];
  readonly dropped: readonly DroppedFix[];
  /** Recipes that could not be carried out. */
  readonly failedRecipes: ReadonlyMap<string, string>;
  /** Of `completed` only, in the order of the paths. */
  readonly changes: readonly FileChange[];
  readonly patch: string;
  readonly undoPatch: string;
  /** Empty but in mode `run`: a plan has done nothing. */
  readonly ledger: readonly LedgerEntry[];
  readonly before: Observation;
  /** That of the changed tree, also when the changes were taken back for it; `before` when nothing was changed. */
  readonly after: Observation;
  readonly gates: readonly Gate[];
  readonly selection: {
    /** Whether no larger set of fixes can be green together. */
    readonly isProvenLargest: boolean;
    /** How often the changed tree was looked at. */
    readonly verifications: number;
  };
  /** Milliseconds. */
  readonly timings: Readonly<Record<Phase, number>>;
}
