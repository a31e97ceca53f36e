import type * as z from 'zod';
import type { Metered, Plan } from '../plan.ts';
import { AutopilotRunInput, AutopilotRunOutput } from './type/autopilot-run.ts';
import { GuardianBatchInput, GuardianBatchOutput } from './type/guardian-batch.ts';
import { GuardianTestInput, GuardianTestOutput } from './type/guardian-test.ts';
import { InsightAnalysisInput, InsightAnalysisOutput } from './type/insight-analysis.ts';

export interface RetryPolicy {
  /** How often a task is started at most, until somebody redrives it. */
  readonly attempts: number;
  /** The wait before attempt n + 1 is `firstSeconds * factor ** (n - 1)`, at most `maxSeconds`, plus jitter. */
  readonly firstSeconds: number;
  readonly factor: number;
  readonly maxSeconds: number;
  /** The share of a wait that chance adds to it: 0.25 is up to a quarter. Keeps retries of one outage from arriving together. */
  readonly jitter: number;
  /** Codes of errors that another attempt would only repeat. */
  readonly nonRetryable: readonly string[];
}

/** What the platform must know of a kind of task before it runs one. A new kind is one more line here and a worker. */
export interface TaskTypeDefinition {
  /** The product whose `:read` permission shows these tasks. */
  readonly product: 'insight' | 'autopilot' | 'guardian';
  /** What one of these counts as in a month; absent when it costs nothing by itself. */
  readonly metered?: Metered;
  readonly input: z.ZodType;
  /** Grows with each change of `input` that old data does not fit. */
  readonly inputVersion: number;
  /** By version n: makes an input of version n + 1 of one of version n. */
  readonly migrations: Readonly<Record<number, (input: unknown) => unknown>>;
  readonly output: z.ZodType;
  /** From start to `timed-out`, per attempt. */
  readonly timeoutSeconds: number;
  readonly retry: RetryPolicy;
  /** How long a silent worker is believed to be alive. It renews at a third of this. */
  readonly leaseSeconds: number;
  /** How many of an organization are at work at once. */
  readonly concurrency: Readonly<Record<Plan, number>>;
  /** How long one waits for its first start when the client does not say. */
  readonly defaultExpiresSeconds: number;
}

const day = 24 * 3_600;

/** What all types have in common until one of them needs something else. */
const usual = {
  inputVersion: 1,
  migrations: {},
  retry: { attempts: 3, firstSeconds: 5, factor: 6, maxSeconds: 300, jitter: 0.25, nonRetryable: ['not_found'] },
  leaseSeconds: 30,
  concurrency: { free: 2, pro: 4, enterprise: 20 },
  defaultExpiresSeconds: day,
} as const;

export const taskTypes = {
  'guardian.test': {
    ...usual,
    product: 'guardian',
    metered: 'guardian.test',
    input: GuardianTestInput,
    output: GuardianTestOutput,
    timeoutSeconds: 120,
  },
  'guardian.batch': {
    ...usual,
    product: 'guardian',
    input: GuardianBatchInput,
    output: GuardianBatchOutput,
    timeoutSeconds: 60,
  },
  'insight.analysis': {
    ...usual,
    product: 'insight',
    metered: 'insight.analysis',
    input: InsightAnalysisInput,
    output: InsightAnalysisOutput,
    timeoutSeconds: 300,
  },
  'autopilot.run': {
    ...usual,
    product: 'autopilot',
    metered: 'autopilot.run',
    input: AutopilotRunInput,
    output: AutopilotRunOutput,
    timeoutSeconds: 600,
  },
} as const satisfies Record<string, TaskTypeDefinition>;

export type TaskType = keyof typeof taskTypes;

/** What schedules and parents may ask for. The others need an upload, which is there once. */
export const submissionTypes = ['guardian.test', 'guardian.batch'] as const satisfies readonly TaskType[];
export type SubmissionType = (typeof submissionTypes)[number];
export type TaskInput<Type extends TaskType> = z.output<(typeof taskTypes)[Type]['input']>;
export type TaskOutput<Type extends TaskType> = z.input<(typeof taskTypes)[Type]['output']>;

export function taskTypeOf(type: TaskType): TaskTypeDefinition {
  return taskTypes[type];
}

/** The most that any plan runs at once. */
export function largestConcurrency(type: TaskType): number {
  return Math.max(...Object.values(taskTypeOf(type).concurrency));
}

/** Whole seconds before the attempt after attempt `attempt` (1, 2, …). What the failure itself asked for is a least wait. */
export function backoffSeconds(type: TaskType, attempt: number, random: () => number, leastSeconds = 0): number {
  const { firstSeconds, factor, maxSeconds, jitter } = taskTypeOf(type).retry;
  const step = Math.min(maxSeconds, firstSeconds * factor ** (attempt - 1));
  return Math.ceil(Math.max(step, leastSeconds) * (1 + random() * jitter));
}
