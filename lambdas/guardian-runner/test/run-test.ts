import type { Publish } from '../../../shared/events.ts';
import { newId } from '../../../shared/id.ts';
import type { Run } from '../../../shared/task/worker.ts';
import type { audit } from '../audit/audit.ts';
import { gateFailed, testCompleted } from '../events.ts';
import type { Objects } from '../s3.ts';
import { artifactKey, reportKey } from './object-key.ts';
import type { TestStore } from './store.ts';
import { outcomeOf, type StoredTest, type TestInput } from './test.ts';

export interface RunDeps {
  readonly tests: TestStore;
  readonly objects: Objects;
  readonly publish: Publish;
  readonly audit: typeof audit;
  readonly allowLoopback: boolean;
  readonly now: () => number;
}

/**
 * Tests the page, keeps the report, tells the world. An attempt that died after its outcome was written is not repeated: the
 * next one only announces it, under the same event id.
 */
export async function runTest(deps: RunDeps, run: Run<typeof TestInput._output>) {
  const { orgId } = run.task;
  const { testId } = run.input;
  const before = await deps.tests.get(orgId, testId, deps.now());
  if (!before) throw new Error(`The test ${testId} has a task but no record.`);
  const concluded = before.outcome ? before : await conclude(deps, run);
  await announce(deps, orgId, concluded);
  return { testId, ...concluded.outcome };
}

async function conclude(deps: RunDeps, { task, input, signal, progress }: Run<typeof TestInput._output>) {
  const { url, suites, device, thresholds, testId } = input;
  const { allowLoopback, now } = deps;
  const { report, artifacts } = await deps.audit({
    url,
    suites,
    device,
    thresholds,
    allowLoopback,
    signal,
    progress,
    now,
  });
  signal.throwIfAborted();
  progress(95, 'Keeping the report');
  await Promise.all([
    deps.objects.put(reportKey(task.orgId, testId), Buffer.from(JSON.stringify(report)), 'application/json'),
    ...artifacts.map(({ name, body, contentType }) =>
      deps.objects.put(artifactKey(task.orgId, testId, name), body, contentType),
    ),
  ]);
  const finishedAt = deps.now();
  const outcome = outcomeOf(report, new Date(finishedAt).toISOString());
  await deps.tests.conclude(task.orgId, testId, outcome, newId('event', finishedAt));
  const test = await deps.tests.get(task.orgId, testId, deps.now());
  if (!test?.outcome) throw new Error(`The outcome of ${testId} was not kept.`);
  return test;
}

async function announce(deps: RunDeps, orgId: string, test: StoredTest): Promise<void> {
  if (!test.outcome || !test.eventId) throw new Error(`The test ${test.id} has no outcome to announce.`);
  const { status, scores, pass, reasons, finishedAt } = test.outcome;
  const about = { testId: test.id, projectId: test.projectId, url: test.url, status, scores };
  const event = { id: test.eventId, orgId, occurredAt: finishedAt };
  await deps.publish(testCompleted, { ...event, data: { ...about, pass } });
  if (!pass) await deps.publish(gateFailed, { ...event, id: `${event.id}.gate`, data: { ...about, reasons } });
}
