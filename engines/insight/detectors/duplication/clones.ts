import * as z from 'zod';
import type { Finding } from '../../issue.ts';
import type { StagedFiles } from '../../native/staged-files.ts';
import { LineMap } from '../../source/line-map.ts';
import type { SourceFile } from '../../source/source-file.ts';
import { isTestPath } from '../lint/applies.ts';
import { isWorthTelling } from './worth.ts';

const Place = z.object({ name: z.string(), start: z.int().min(1), end: z.int().min(1) });
/** Of `jscpd --reporters json`. */
const Report = z.object({
  duplicates: z.array(z.object({ firstFile: Place, secondFile: Place, tokens: z.int() })),
});

interface Fragment {
  readonly file: SourceFile;
  readonly start: number;
  readonly end: number;
}

interface Clone {
  readonly original: Fragment;
  readonly copy: Fragment;
  readonly tokens: number;
}

/** In lines. Shorter ones belong to how tests are written. */
const leastAmongTests = 30;
/** More of them say nothing new. The largest are kept. */
const most = 1_000;

/** @throws when the report is not one of jscpd. */
export function findingsOf(report: string, staged: StagedFiles): Finding[] {
  const clones = Report.parse(JSON.parse(report)).duplicates.flatMap(({ firstFile, secondFile, tokens }): Clone[] => {
    const [first, second] = [fragmentOf(firstFile, staged), fragmentOf(secondFile, staged)];
    if (!first || !second) return [];
    const [original, copy] = comparePlaces(first, second) <= 0 ? [first, second] : [second, first];
    return overlap(original, copy) ? [] : [{ original, copy, tokens }];
  });
  const linesOf = lineReader();
  return clones
    .filter(
      (clone) => (!isAmongTests(clone) || sizeOf(clone) >= leastAmongTests) && isWorthTelling(linesOf(clone.copy)),
    )
    .sort((a, b) => b.tokens - a.tokens || comparePlaces(a.copy, b.copy) || comparePlaces(a.original, b.original))
    .slice(0, most)
    .map(findingOf);
}

function fragmentOf({ name, start, end }: z.infer<typeof Place>, staged: StagedFiles): Fragment | undefined {
  const file = staged.fileOf(name);
  return file && { file, start, end };
}

/** By code unit of the path, then by line. */
function comparePlaces(a: Fragment, b: Fragment): number {
  if (a.file.path !== b.file.path) return a.file.path < b.file.path ? -1 : 1;
  return a.start - b.start || a.end - b.end;
}

/** A pattern that repeats within itself is no copy. */
const overlap = (a: Fragment, b: Fragment) => a.file.path === b.file.path && b.start <= a.end;

function lineReader() {
  const maps = new Map<string, LineMap>();
  return ({ file, start, end }: Fragment): string[] => {
    const map = maps.get(file.path) ?? new LineMap(file.text);
    maps.set(file.path, map);
    return Array.from({ length: end - start + 1 }, (_, index) => map.lineOf(start + index) ?? '');
  };
}

const sizeOf = ({ copy }: Clone) => copy.end - copy.start + 1;
const isAmongTests = ({ original, copy }: Clone) => isTestPath(copy.file.path) || isTestPath(original.file.path);

function findingOf(clone: Clone): Finding {
  const { original, copy, tokens } = clone;
  const lines = sizeOf(clone);
  const place = `lines ${original.start} to ${original.end} of \`${original.file.path}\``;
  return {
    ...{ file: copy.file.path, line: copy.start, column: 1, endLine: copy.end },
    ...{ ruleId: 'duplicate-code', category: 'duplication', ...weightOf(isAmongTests(clone), lines, tokens) },
    message: `These ${lines} lines repeat ${place}.`,
    suggestion: 'Move what both have in common into one function or module that both use.',
  };
}

/** In tests it is often clearer to say a thing again, and what is short is often alike by chance. */
function weightOf(isTest: boolean, lines: number, tokens: number): Pick<Finding, 'severity' | 'confidence'> {
  if (isTest) return { severity: 'info', confidence: 50 };
  if (lines >= 50) return { severity: 'medium', confidence: 95 };
  if (lines >= 12 && tokens >= 100) return { severity: 'low', confidence: 90 };
  return { severity: 'info', confidence: 70 };
}
