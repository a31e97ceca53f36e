import type { Issue } from '../issue.ts';
import { type Baseline, type BaselineIssue, baselineOf } from './baseline.ts';
import { pairIssues } from './pair-issues.ts';
import { type Rename, renamesBetween } from './renames.ts';
import { type Seen, seenBy } from './seen.ts';

/**
 * Each issue of the analysis is new or unchanged, each of the baseline unchanged, resolved or unknown: the counts of both add
 * up. All keep the order that they came in.
 */
export interface Comparison {
  readonly new: readonly (Issue & { readonly state: 'new' })[];
  readonly unchanged: readonly (Issue & { readonly state: 'unchanged' })[];
  readonly resolved: readonly (BaselineIssue & { readonly state: 'resolved' })[];
  /** Of a detector that failed there or was not run, or in a file that was not looked at: it may well still be there. */
  readonly unknown: readonly (BaselineIssue & { readonly state: 'unknown' })[];
  readonly renames: readonly Rename[];
}

/** What has changed since the baseline. An issue matches at most one other, whatever they have in common. */
export function compareWithBaseline(current: Seen, baseline: Baseline): Comparison {
  const now = baselineOf(current).issues;
  const wasSeen = seenBy(current);
  const renames = renamesBetween(baseline.issues.filter(wasSeen), now, baseline.issues);
  const movedTo = new Map(renames.map(({ from, to }) => [from, to]));
  const before = baseline.issues.map((issue) => ({ ...issue, file: movedTo.get(issue.file) ?? issue.file }));
  const { missing, added } = pairIssues(before, now);
  const isKnown = (issue: BaselineIssue, index: number) => [issue, ...before.slice(index, index + 1)].every(wasSeen);
  const gone = baseline.issues.flatMap((issue, index) =>
    missing.has(index) ? [{ issue, isKnown: isKnown(issue, index) }] : [],
  );
  return {
    new: current.issues.filter((_, index) => added.has(index)).map((issue) => ({ ...issue, state: 'new' })),
    unchanged: current.issues
      .filter((_, index) => !added.has(index))
      .map((issue) => ({ ...issue, state: 'unchanged' })),
    resolved: gone.flatMap(({ issue, isKnown }) => (isKnown ? [{ ...issue, state: 'resolved' }] : [])),
    unknown: gone.flatMap(({ issue, isKnown }) => (isKnown ? [] : [{ ...issue, state: 'unknown' }])),
    renames,
  };
}
