import type { RunPredicate } from '../../../engines/autopilot/attestation/statement.ts';
import type { PullRequestInput } from '../../../engines/autopilot/report/pull-request.ts';
import type { Outcome as TrustOutcome } from '../../../engines/autopilot/trust/outcome.ts';
import type { RunResult } from './result.ts';
import type { StoredRun } from './run.ts';
import type { RunAttempt } from './run-run.ts';

/** One attempt at one run, with the upload unpacked. */
export interface Work {
  readonly attempt: RunAttempt;
  readonly run: StoredRun;
  readonly root: string;
  /** Milliseconds since the epoch. */
  readonly begun: number;
}

/** What an attempt has come to, before any of it is kept. */
export interface Done {
  readonly result: Omit<RunResult, 'pullRequest' | 'unattested'>;
  /** What the text of its pull request is made of; that also says how it is attested. */
  readonly pullRequest?: PullRequestInput;
  readonly patch: string;
  readonly undoPatch: string;
  readonly recipes: readonly string[];
  readonly issues: { readonly before: number; readonly after: number };
  readonly reasons: readonly string[];
  /** What the trust in recipes learns of it. */
  readonly learned: readonly { readonly recipeId: string; readonly outcome: TrustOutcome }[];
  /** Of a run that changed something: all of its attestation but the link to the one before. */
  readonly attest?: {
    readonly trees: { readonly before: string; readonly after: string };
    readonly predicate: Omit<RunPredicate, 'sequence' | 'previous' | 'completedAt'>;
    /** Whether nothing is handed out when it cannot be signed. */
    readonly isRequired: boolean;
  };
}
