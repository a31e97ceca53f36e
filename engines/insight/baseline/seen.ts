import type { Analysis } from '../analysis.ts';
import type { DetectorId } from '../issue.ts';
import type { BaselineIssue } from './baseline.ts';

export type Seen = Pick<Analysis, 'issues' | 'detectors' | 'skipped'>;

/** Whether this analysis would have found an issue of this detector in this file, so that its absence says something. */
export function seenBy({ detectors, skipped }: Seen): (issue: Pick<BaselineIssue, 'detector' | 'file'>) => boolean {
  const blind = new Map<DetectorId, ReadonlySet<string> | 'everywhere'>();
  const skippedFiles = new Set(skipped.map(({ path }) => path));
  for (const { detector, failures } of detectors) {
    const files = failures.flatMap(({ file }) => file ?? []);
    blind.set(detector, files.length < failures.length ? 'everywhere' : new Set(files));
  }
  return ({ detector, file }) => {
    const where = blind.get(detector) ?? 'everywhere';
    return where !== 'everywhere' && !where.has(file) && !skippedFiles.has(file);
  };
}
