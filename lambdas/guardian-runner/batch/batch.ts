import * as z from 'zod';
import { ProjectId } from '../../../shared/project.ts';
import type { Child } from '../../../shared/task/child-store.ts';
import { isFinished, TaskError, TaskId, TaskStatus } from '../../../shared/task/task.ts';
import { maxBatchUrls } from '../../../shared/task/type/guardian-batch.ts';
import { Device, Suite, TestUrl, Thresholds, testSettings } from '../../../shared/task/type/guardian-test.ts';

/** What a client asks for, apart from how it is queued; it is the input of the task. */
export const NewBatch = z.strictObject({
  projectId: ProjectId,
  urls: z
    .array(TestUrl)
    .min(1)
    .max(maxBatchUrls)
    .refine((urls) => new Set(urls).size === urls.length, 'A URL is there twice'),
  ...testSettings,
});
export type NewBatch = z.infer<typeof NewBatch>;

const TestOfBatch = z.object({
  url: z.string(),
  testId: TaskId.optional().describe(
    'From when the batch has asked for it; `GET /v1/guardian/tests/{id}` has the rest.',
  ),
  status: TaskStatus.describe('Of the task of the test.'),
  pass: z.boolean().optional(),
  error: TaskError.optional(),
});
export type TestOfBatch = z.infer<typeof TestOfBatch>;

/** Tests of several pages, as parts of one task. Its id is the id of that task. */
export const GuardianBatch = z
  .object({
    id: TaskId,
    projectId: z.string(),
    urls: z.array(z.string()),
    suites: z.array(Suite),
    device: Device,
    thresholds: Thresholds.optional(),
    status: TaskStatus.describe('Of the task. `succeeded` means that every test has ended, whatever it says.'),
    createdAt: z.iso.datetime(),
    tests: z.array(TestOfBatch).describe('In the order of `urls`.'),
    passed: z.int(),
    failed: z.int().describe('Tests whose verdict is that the page fails.'),
    error: TaskError.optional(),
  })
  .meta({ id: 'GuardianBatch' });
export type GuardianBatch = z.infer<typeof GuardianBatch>;

/** As the table holds it. How far it has come is known by its task and its tests, until it has succeeded. */
export const StoredBatch = GuardianBatch.omit({
  ...{ status: true, tests: true, passed: true, failed: true, error: true },
}).extend({ outcome: z.object({ tests: z.array(TestOfBatch) }).optional() });
export type StoredBatch = z.infer<typeof StoredBatch>;

/** A batch that is retried asks anew for the tests that did not run to their end; each round has keys of its own. */
export const keyOf = (at: number, round: number) => `${String(at).padStart(2, '0')}.${round}`;

/** The latest child for each URL, by its place. */
export function latestOf<Of extends Pick<Child, 'key'>>(children: readonly Of[]): ReadonlyMap<number, Of> {
  const sorted = children.toSorted((one, other) => roundOf(one.key) - roundOf(other.key));
  return new Map(sorted.map((child) => [Number(child.key.split('.')[0]), child]));
}

export function roundOf(key: string): number {
  return Number(key.split('.')[1]);
}

/**
 * What is known of each URL's test: by its outcome when there is one, else by its task.
 * @param otherwise the status of a test that the batch has not asked for
 */
export function testsOf(
  { urls }: Pick<StoredBatch, 'urls'>,
  children: readonly (Pick<Child, 'key' | 'taskId' | 'error'> & { readonly status: TaskStatus })[],
  passes: ReadonlyMap<string, boolean>,
  otherwise: TaskStatus = 'queued',
): TestOfBatch[] {
  const latest = latestOf(children);
  return urls.map((url, at) => {
    const child = latest.get(at);
    if (!child) return { url, status: otherwise };
    const { taskId: testId, status, error } = child;
    const pass = passes.get(testId);
    return {
      ...{ url, testId, status },
      ...(pass !== undefined && { pass }),
      ...(error && isFinished(status) && status !== 'succeeded' && { error }),
    };
  });
}

export function countsOf(tests: readonly TestOfBatch[]): { passed: number; failed: number } {
  return {
    passed: tests.filter(({ pass }) => pass === true).length,
    failed: tests.filter(({ pass }) => pass === false).length,
  };
}
