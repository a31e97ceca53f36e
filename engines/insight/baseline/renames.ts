import type { BaselineIssue } from './baseline.ts';

export interface Rename {
  readonly from: string;
  readonly to: string;
}

type FileIssues = ReadonlyMap<string, readonly BaselineIssue[]>;

/**
 * Files that are gone, each with the one that came and has mostly the same issues; the best match first, each file once.
 * A file whose issues cannot be compared (`before` leaves out what this analysis could not see) is never a match, and one is
 * gone only if `now` says nothing of it; it came only if `known` never did.
 */
export function renamesBetween(
  before: readonly BaselineIssue[],
  now: readonly BaselineIssue[],
  known: readonly Pick<BaselineIssue, 'file'>[],
): Rename[] {
  const oldFiles = new Set(known.map(({ file }) => file));
  const newFiles = new Set(now.map(({ file }) => file));
  const gone = Map.groupBy(
    before.filter(({ file }) => !newFiles.has(file)),
    ({ file }) => file,
  );
  const came = Map.groupBy(
    now.filter(({ file }) => !oldFiles.has(file)),
    ({ file }) => file,
  );
  const found: Rename[] = [];
  for (const renamesOf of [byNameAndSignature, bySignature, bySimilarity]) {
    for (const { from, to } of renamesOf(gone, came)) {
      // The best come first; what they took is gone.
      if (!gone.has(from) || !came.has(to)) continue;
      gone.delete(from);
      came.delete(to);
      found.push({ from, to });
    }
  }
  return found.toSorted((a, b) => compare(a.from, b.from));
}

type Entry = readonly [path: string, issues: readonly BaselineIssue[]];

/** The same issues at the same lines. */
const signatureOf = ([, issues]: Entry) =>
  JSON.stringify(issues.map(({ content, line }) => `${content}:${line}`).toSorted(compare));
const byNameAndSignature = (gone: FileIssues, came: FileIssues) =>
  renamesBy((entry) => `${nameOf(entry[0])}/${signatureOf(entry)}`, gone, came);
const bySignature = (gone: FileIssues, came: FileIssues) => renamesBy(signatureOf, gone, came);

/** Files with the same key, in the order of their paths. A whole folder that moved needs no look at each pair. */
function renamesBy(keyOf: (entry: Entry) => string, gone: FileIssues, came: FileIssues): Rename[] {
  const targets = Map.groupBy([...came].toSorted(byPath), keyOf);
  const sources = Map.groupBy([...gone].toSorted(byPath), keyOf);
  return [...sources].flatMap(([key, files]) =>
    files.flatMap(([from], nth) => {
      const [to] = targets.get(key)?.[nth] ?? [];
      return to === undefined ? [] : [{ from, to }];
    }),
  );
}

interface Candidate extends Rename {
  /** Of all issues of both, those that the other has as well: 0 to 1. */
  readonly similarity: number;
  readonly shared: number;
  readonly sameLines: number;
  readonly isSameName: boolean;
}

/** Code that stands in so many files says nothing of any two of them, and there would be no end of pairs. */
const mostPairs = 2_500;

function bySimilarity(gone: FileIssues, came: FileIssues): Candidate[] {
  const oldFiles = filesByContent(gone);
  const newFiles = filesByContent(came);
  const pairs = new Map<string, Rename>();
  for (const [content, sources] of oldFiles) {
    const targets = newFiles.get(content) ?? new Set();
    if (sources.size * targets.size > mostPairs) continue;
    for (const from of sources) for (const to of targets) pairs.set(JSON.stringify([from, to]), { from, to });
  }
  return [...pairs.values()]
    .map(({ from, to }) => candidateOf(from, to, gone.get(from) ?? [], came.get(to) ?? []))
    .filter(isLikely)
    .toSorted(bestFirst);
}

function candidateOf(
  from: string,
  to: string,
  old: readonly BaselineIssue[],
  young: readonly BaselineIssue[],
): Candidate {
  const shared = sharedBy(old, young, ({ content }) => content);
  return {
    ...{ from, to, shared, similarity: (2 * shared) / (old.length + young.length) },
    sameLines: sharedBy(old, young, ({ content, line }) => `${content}:${line}`),
    isSameName: nameOf(from) === nameOf(to),
  };
}

/** One issue alone may well be a common one: then its line or the name of the file has to be the same, too. */
function isLikely({ similarity, shared, sameLines, isSameName }: Candidate): boolean {
  return similarity >= 0.5 && (shared > 1 || sameLines > 0 || isSameName);
}

function sharedBy(
  old: readonly BaselineIssue[],
  young: readonly BaselineIssue[],
  keyOf: (issue: BaselineIssue) => string,
): number {
  const free = Map.groupBy(young, keyOf);
  return old.filter((issue) => free.get(keyOf(issue))?.pop()).length;
}

function filesByContent(files: FileIssues): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>();
  for (const [path, issues] of files) {
    for (const { content } of issues) found.set(content, (found.get(content) ?? new Set()).add(path));
  }
  return found;
}

function bestFirst(a: Candidate, b: Candidate): number {
  return (
    b.similarity - a.similarity ||
    b.sameLines - a.sameLines ||
    Number(b.isSameName) - Number(a.isSameName) ||
    compare(a.from, b.from) ||
    compare(a.to, b.to)
  );
}

const nameOf = (path: string) => path.slice(path.lastIndexOf('/') + 1);
const byPath = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]) => compare(a, b);
const compare = (a: string, b: string) => (a < b ? -1 : Number(a > b));
