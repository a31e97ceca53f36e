import type { Issue } from '../../insight/issue.ts';
import type { Metrics } from '../recipe.ts';

/** What Insight says of one state of the workspace. */
export interface Observation {
  readonly metrics: Metrics;
  readonly issues: readonly Issue[];
  /** Of the files that do not parse. */
  readonly unparsable: readonly string[];
  /** What could not be looked at, `detector file` each: nothing found there says nothing. Default: none. */
  readonly failures?: readonly string[];
}

/** Looks at a folder with the detectors of Insight; never at a report of before. */
export type Observe = (root: string, signal: AbortSignal) => Promise<Observation>;
