import * as z from 'zod';
import { type Counts, riskScoreOf } from '../../../engines/insight/analysis.ts';
import { DetectorId } from '../../../engines/insight/issue.ts';
import { AppError } from '../../../shared/errors.ts';
import { ProjectId } from '../../../shared/project.ts';

const Count = z.int().min(0).max(10_000_000);
/** Names and versions, never a sentence, a path or an address. */
const Word = z
  .string()
  .regex(/^[\w.+-]{1,64}$/, 'Letters, digits and . _ + - only')
  .describe('No path, no address.');

/** The shape of a UUID of version 5, in lower case. */
export const SnapshotId = z
  .string()
  .regex(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/, 'Not a UUID of version 5')
  .describe(
    'Made by the client of project, repository, minute and issue fingerprints: the same analysis sent again counts once.',
  );

/** Whatever is not listed here is refused: code, paths and names of people never come this way. */
export const NewSnapshot = z.strictObject({
  snapshotVersion: z.literal('1'),
  snapshotId: SnapshotId,
  projectId: ProjectId.optional().describe('Whose trend it is a point of.'),
  projectName: z.string().trim().min(1).max(255),
  counts: z.strictObject({ critical: Count, high: Count, medium: Count, low: Count, info: Count }),
  uniqueFiles: Count,
  riskScore: z.int().min(0).max(100).describe('`round(min(100, 20·log10(1 + Σw)))`; checked.'),
  detectorsUsed: z.array(DetectorId).min(1).max(DetectorId.options.length),
  analysisTimeMs: z.int().min(0).max(86_400_000),
  environment: z.strictObject({ os: Word, nodeVersion: Word, cliVersion: Word }),
  repositoryUrl: z
    .url({ protocol: /^https$/ })
    .max(500)
    .refine(
      (url) => URL.canParse(url) && new URL(url).username === '' && new URL(url).password === '',
      'No credentials',
    )
    .optional(),
});
export type NewSnapshot = z.infer<typeof NewSnapshot>;

export const Snapshot = NewSnapshot.extend({ receivedAt: z.iso.datetime() }).meta({ id: 'InsightSnapshot' });
export type Snapshot = z.infer<typeof Snapshot>;

/** @throws AppError `validation_failed` for a score that the counts do not give, and for what contradicts itself */
export function checkSnapshot({ counts, riskScore, uniqueFiles, detectorsUsed }: NewSnapshot): void {
  const errors: { path: string; message: string }[] = [];
  const expected = riskScoreOf(counts);
  if (riskScore !== expected) errors.push({ path: 'body.riskScore', message: `These counts give ${expected}.` });
  const issues = totalOf(counts);
  if (uniqueFiles > issues) errors.push({ path: 'body.uniqueFiles', message: `There are ${issues} issues only.` });
  if (issues > 0 && uniqueFiles === 0) errors.push({ path: 'body.uniqueFiles', message: 'Issues are in files.' });
  if (new Set(detectorsUsed).size < detectorsUsed.length) {
    errors.push({ path: 'body.detectorsUsed', message: 'Each detector once.' });
  }
  if (errors.length > 0) {
    throw new AppError('validation_failed', errors.map(({ path, message }) => `${path}: ${message}`).join(' '), {
      errors,
    });
  }
}

export function totalOf(counts: Counts): number {
  return counts.critical + counts.high + counts.medium + counts.low + counts.info;
}

/** Whether this is what was sent before, or something else under its id. How long an analysis took may differ. */
export function isSame(a: NewSnapshot, b: NewSnapshot): boolean {
  return contentOf(a) === contentOf(b);
}

function contentOf(snapshot: NewSnapshot): string {
  const { projectId, projectName, counts, uniqueFiles, riskScore, detectorsUsed, environment, repositoryUrl } =
    snapshot;
  const { critical, high, medium, low, info } = counts;
  const { os, nodeVersion, cliVersion } = environment;
  const numbers = [critical, high, medium, low, info, uniqueFiles, riskScore];
  const words = [projectId, projectName, repositoryUrl, os, nodeVersion, cliVersion, ...detectorsUsed.toSorted()];
  return JSON.stringify([numbers, words]);
}
