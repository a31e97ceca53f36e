import * as z from 'zod';
import { ProjectId } from '../../project.ts';
import { TaskId } from '../task-id.ts';

/** Most severe first. */
export const severities = ['critical', 'high', 'medium', 'low', 'info'] as const;

export const suites = [
  'accessibility',
  'performance',
  'security',
  'seo',
  'best-practices',
  'content',
  'mobile',
] as const;
export const Suite = z.enum(suites);
export type Suite = z.infer<typeof Suite>;
export const defaultSuites = ['accessibility', 'performance', 'security', 'seo', 'best-practices', 'content'] as const;

export const Device = z.enum(['desktop', 'mobile']);

const Least = z.number().min(0).max(100).optional();
/** Least scores to pass. */
export const Thresholds = z.strictObject({
  overall: Least,
  accessibility: Least,
  performance: Least,
  security: Least,
  seo: Least,
  bestPractices: Least,
});

/** How a page is tested, whichever page it is. */
export const testSettings = {
  suites: z
    .array(Suite)
    .min(1)
    .max(suites.length)
    .default([...defaultSuites]),
  device: Device.default('desktop'),
  thresholds: Thresholds.optional().describe('Least scores to pass.'),
};

export const TestUrl = z.string().min(1).max(2_048);

export const GuardianTestInput = z.strictObject({
  projectId: ProjectId,
  url: TestUrl,
  ...testSettings,
  /** The test whose report this task makes: the id of the task itself. */
  testId: TaskId,
});
export type GuardianTestInput = z.infer<typeof GuardianTestInput>;

/** `passed` and `failed` are verdicts on a page that was seen; the others say why there was no page to judge. */
export const TestStatus = z.enum([
  'passed',
  'failed',
  'unreachable',
  'blocked',
  'timed-out',
  'not-a-page',
  'too-large',
  'crashed',
]);
export type TestStatus = z.infer<typeof TestStatus>;

const Score = z.int().min(0).max(100).nullable();

/** Null: the suite was not asked for, or could not be measured. */
export const Scores = z.object({
  accessibility: Score,
  performance: Score,
  security: Score,
  seo: Score,
  bestPractices: Score,
  overall: Score,
});
export type Scores = z.infer<typeof Scores>;

export const GuardianTestOutput = z.object({
  testId: TaskId,
  status: TestStatus,
  pass: z.boolean(),
  reasons: z.array(z.string()),
  scores: Scores,
  issueCounts: z.record(z.enum(severities), z.int().min(0)),
  failure: z.object({ code: z.string(), detail: z.string() }).optional(),
  artifacts: z.array(z.string()),
  durationMs: z.int(),
  finishedAt: z.iso.datetime(),
});
export type GuardianTestOutput = z.infer<typeof GuardianTestOutput>;
