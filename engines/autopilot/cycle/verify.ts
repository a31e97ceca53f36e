import { type Issue, severities } from '../../insight/issue.ts';
import type { Metric } from '../recipe.ts';
import { detectorOfMetric, guardedMetrics } from './guarded.ts';
import { lineMapOf } from './map-lines.ts';
import { type Matched, matchIssues } from './match-issues.ts';
import type { Observation } from './observation.ts';

export type ViolationKind =
  | 'rise'
  | 'new-issue'
  | 'worse-issue'
  | 'unparsable'
  | 'not-observed'
  | 'not-idempotent'
  | 'over-budget';

export interface Violation {
  readonly kind: ViolationKind;
  /** In plain words. */
  readonly message: string;
  readonly metric?: Metric;
  /** Those that are new or worse. */
  readonly issues: readonly Issue[];
  /** Where it shows, which need not be where it comes from. */
  readonly files: readonly string[];
}

export interface Verification {
  readonly violations: readonly Violation[];
  /** Problems of before that are gone. */
  readonly resolved: readonly Issue[];
  /** New problems, also of kinds that are not guarded. */
  readonly added: readonly Issue[];
}

export interface ChangedText {
  readonly path: string;
  readonly before: string;
  readonly after: string;
}

/**
 * Whether a tree is no worse than it was. No guarded metric rises, and no guarded kind has a problem that was not
 * there, also when another one is gone for it.
 */
export function verify(
  before: Observation,
  after: Observation,
  changes: readonly ChangedText[],
  guards: readonly Metric[] = [],
): Verification {
  const maps = new Map(changes.map((change) => [change.path, lineMapOf(change.before, change.after)]));
  const matched = matchIssues(before.issues, after.issues, (file, line) => maps.get(file)?.(line) ?? line);
  const guarded = guardedMetrics(guards);
  return {
    violations: [
      ...unseen(before, after),
      ...unparsed(before, after),
      ...guarded.flatMap((metric) => risen(metric, before, after, matched.added)),
      ...guarded.flatMap((metric) => newOrWorse(metric, matched)),
    ],
    ...{ resolved: matched.resolved, added: matched.added },
  };
}

/** Where a detector fails now and did not before, less is found, and nothing is better. */
function unseen(before: Observation, after: Observation): Violation[] {
  const known = new Set(before.failures);
  const failed = (after.failures ?? []).filter((failure) => !known.has(failure));
  if (failed.length === 0) return [];
  const files = failed.flatMap((failure) => failure.split(' ').slice(1).join(' ') || []);
  const message = `What could be looked at before now cannot be: ${listed(failed)}.`;
  return [{ kind: 'not-observed', message, issues: [], files }];
}

function unparsed(before: Observation, after: Observation): Violation[] {
  const known = new Set(before.unparsable);
  const files = after.unparsable.filter((path) => !known.has(path));
  return files.length === 0 ? [] : [unparsableViolation(files)];
}

export const unparsableViolation = (files: readonly string[]): Violation => ({
  ...{ kind: 'unparsable', message: `No longer parsed: ${listed(files)}.`, issues: [], files },
});

function risen(metric: Metric, before: Observation, after: Observation, added: readonly Issue[]): Violation[] {
  const [was, is] = [before.metrics[metric], after.metrics[metric]];
  // Also what is not a number has not stayed as it was.
  if (is <= was) return [];
  const issues = metric === 'totalIssues' ? added : added.filter(isOf(metric));
  const message = `${metric} rises from ${was} to ${is}${issues.length > 0 ? `: ${placesOf(issues)}` : '.'}`;
  return [{ kind: 'rise', metric, message, issues, files: filesOf(issues) }];
}

function newOrWorse(metric: Metric, { added, same }: Matched): Violation[] {
  const issues = added.filter(isOf(metric));
  const worse = same.filter(([was, is]) => isOf(metric)(is) && rank(is) < rank(was)).map(([, is]) => is);
  const told = [
    { kind: 'new-issue', says: 'has problems that were not there', issues },
    { kind: 'worse-issue', says: 'has problems that are more severe than before', issues: worse },
  ] as const;
  return told.flatMap(({ kind, says, issues }) => {
    if (issues.length === 0) return [];
    return [{ kind, metric, message: `${metric} ${says}: ${placesOf(issues)}`, issues, files: filesOf(issues) }];
  });
}

const isOf = (metric: Metric) => (issue: Issue) => issue.detector === detectorOfMetric[metric];
const rank = ({ severity }: Issue) => severities.indexOf(severity);
const filesOf = (issues: readonly Issue[]) => [...new Set(issues.map(({ file }) => file))];

const mostTold = 5;

function placesOf(issues: readonly Issue[]): string {
  return listed(issues.map(({ file, line, ruleId, message }) => `${file}:${line} ${ruleId}: ${message}`));
}

function listed(all: readonly string[]): string {
  const more = all.length > mostTold ? `, and ${all.length - mostTold} more` : '';
  return `${all.slice(0, mostTold).join(', ')}${more}`;
}
