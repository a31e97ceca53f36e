import type { Metered } from '../plan.ts';

/** What the platform must know of a kind of task before it runs one. A new kind is one more line here and a worker. */
export interface TaskTypeDefinition {
  /** The product whose `:read` permission shows these tasks. */
  readonly product: 'insight' | 'autopilot' | 'guardian';
  readonly metered: Metered;
  /** From start to `timed-out`, per attempt. */
  readonly timeoutSeconds: number;
  readonly maxAttempts: number;
  /** How long a silent worker is believed to be alive. It renews at a third of this. */
  readonly leaseSeconds: number;
  /** Wait before attempt n + 2; the last entry repeats. SQS delays at most 900 s. */
  readonly backoffSeconds: readonly number[];
}

export const taskTypes = {
  'guardian.test': {
    product: 'guardian',
    metered: 'guardian.test',
    timeoutSeconds: 120,
    maxAttempts: 3,
    leaseSeconds: 30,
    backoffSeconds: [5, 30],
  },
} as const satisfies Record<string, TaskTypeDefinition>;

export type TaskType = keyof typeof taskTypes;

export function taskTypeOf(type: TaskType): TaskTypeDefinition {
  return taskTypes[type];
}

/** The bits of jitter keep retries of one outage from arriving together: 100 % to 125 % of the step. */
export function backoffSeconds(type: TaskType, attempt: number, random: () => number): number {
  const steps = taskTypeOf(type).backoffSeconds;
  const step = steps[Math.min(attempt, steps.length) - 1] ?? 0;
  return Math.min(900, Math.round(step * (1 + random() / 4)));
}
