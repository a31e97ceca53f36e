import type { BaselineIssue } from './baseline.ts';

/** Indexes of what has no counterpart on the other side. */
export interface Unpaired {
  readonly missing: ReadonlySet<number>;
  readonly added: ReadonlySet<number>;
}

/** What two issues must share to be the same, and how many lines they may then be apart. */
interface Tier {
  readonly keyOf: (issue: BaselineIssue) => readonly unknown[];
  readonly reach: number;
  /** Holds only where one issue of the file has this key: what is said of several says nothing of each. */
  readonly isUnique?: true;
}

const near = 3;
const anywhere = Number.POSITIVE_INFINITY;
const sameCode = ({ file, content }: BaselineIssue) => [file, content];
const sameCodeAndText = ({ file, content, message }: BaselineIssue) => [file, content, message];
const sameRule = ({ file, detector, ruleId }: BaselineIssue) => [file, detector, ruleId];
const sameText = ({ file, message }: BaselineIssue) => [file, message];

/** The surest first. */
const tiers: readonly Tier[] = [
  { keyOf: sameCodeAndText, reach: near },
  { keyOf: sameCodeAndText, reach: anywhere },
  { keyOf: sameCode, reach: near },
  { keyOf: sameCode, reach: anywhere },
  { keyOf: sameRule, reach: near },
  { keyOf: sameText, reach: anywhere, isUnique: true },
];

/** Pairs each issue with at most one other: tier by tier, and in each the nearest, then the first. */
export function pairIssues(before: readonly BaselineIssue[], now: readonly BaselineIssue[]): Unpaired {
  const missing = new Set(before.keys());
  const added = new Set(now.keys());
  for (const { keyOf, reach, isUnique } of tiers) {
    if (missing.size === 0 || added.size === 0) break;
    const groups = groupsOf(before, now, missing, added, (issue) => JSON.stringify(keyOf(issue)));
    const counts =
      isUnique && groupsOf(before, now, before.keys(), now.keys(), (issue) => JSON.stringify(keyOf(issue)));
    for (const [key, { old, young }] of groups) {
      const all = counts ? counts.get(key) : undefined;
      if (all && (all.old.length > 1 || all.young.length > 1)) continue;
      const pairs = reach === anywhere ? pairInOrder(old, young) : pairNearest(old, young, reach);
      for (const [one, other] of pairs) {
        missing.delete(one.index);
        added.delete(other.index);
      }
    }
  }
  return { missing, added };
}

interface At {
  readonly index: number;
  readonly line: number;
}

interface Group {
  readonly old: At[];
  readonly young: At[];
}

type Pair = readonly [At, At];

function groupsOf(
  before: readonly BaselineIssue[],
  now: readonly BaselineIssue[],
  missing: Iterable<number>,
  added: Iterable<number>,
  keyOf: (issue: BaselineIssue) => string,
): Map<string, Group> {
  const groups = new Map<string, Group>();
  const put = (side: keyof Group, issues: readonly BaselineIssue[], indexes: Iterable<number>) => {
    for (const index of indexes) {
      const issue = issues[index];
      if (!issue) continue;
      const group = groups.get(keyOf(issue)) ?? { old: [], young: [] };
      group[side].push({ index, line: issue.line });
      groups.set(keyOf(issue), group);
    }
  };
  put('old', before, missing);
  put('young', now, added);
  return groups;
}

function pairInOrder(old: readonly At[], young: readonly At[]): Pair[] {
  const byLine = (a: At, b: At) => a.line - b.line || a.index - b.index;
  const others = young.toSorted(byLine);
  return old.toSorted(byLine).flatMap((one, nth) => {
    const other = others[nth];
    return other ? [[one, other] as const] : [];
  });
}

/** Distance by distance, so that no pair of farther ones takes what a nearer one would have. */
function pairNearest(old: readonly At[], young: readonly At[], reach: number): Pair[] {
  const free = Map.groupBy(young, ({ line }) => line);
  let waiting = old;
  const pairs: Pair[] = [];
  for (let distance = 0; distance <= reach; distance += 1) {
    waiting = waiting.filter((one) => {
      const other = free.get(one.line - distance)?.shift() ?? free.get(one.line + distance)?.shift();
      if (other) pairs.push([one, other]);
      return !other;
    });
  }
  return pairs;
}
