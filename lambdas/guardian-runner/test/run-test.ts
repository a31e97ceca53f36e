import { createHash } from 'node:crypto';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { tryTransact } from '../../../shared/dynamo-transaction.ts';
import { AppError } from '../../../shared/errors.ts';
import type { Publish } from '../../../shared/events.ts';
import { newId } from '../../../shared/id.ts';
import type { Logger } from '../../../shared/log.ts';
import { type Outgoing, outgoing, sendOutgoing } from '../../../shared/outbox.ts';
import type { Storage } from '../../../shared/storage/storage.ts';
import type { TaskInput, TaskOutput } from '../../../shared/task/type.ts';
import type { Run } from '../../../shared/task/worker.ts';
import type { audit } from '../audit/audit.ts';
import { gateFailed, testCompleted } from '../events.ts';
import { artifactKey, reportKey } from './object-key.ts';
import type { TestStore } from './store.ts';
import { type Outcome, outcomeOf, type StoredTest } from './test.ts';

export interface RunDeps {
  readonly dynamo: DynamoDBClient;
  readonly tests: TestStore;
  readonly objects: Pick<Storage, 'put'>;
  readonly publish: Publish;
  readonly log: Logger;
  readonly audit: typeof audit;
  readonly allowLoopback: boolean;
  readonly now: () => number;
}

type TestRun = Omit<Run<TaskInput<'guardian.test'>>, 'children'>;

/**
 * Tests the page, keeps the report, tells the world. An attempt that died after its outcome was written is not repeated; the
 * events of the outcome are written with it, so they go out whatever becomes of the attempt.
 */
export async function runTest(deps: RunDeps, run: TestRun): Promise<TaskOutput<'guardian.test'>> {
  const { orgId } = run.task;
  const { testId } = run.input;
  const before = await deps.tests.get(orgId, testId, deps.now());
  if (!before) throw new AppError('not_found', `There is no test ${testId} any more.`);
  const outcome = before.outcome ?? (await conclude(deps, run, before));
  return { testId, ...outcome };
}

async function conclude(deps: RunDeps, run: TestRun, test: StoredTest): Promise<Outcome> {
  const { task, input, signal, progress } = run;
  const { url, suites, device, thresholds } = input;
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
  const text = Buffer.from(JSON.stringify(report));
  // It names its artifacts with their hashes, so its own stands for all of them.
  const reportSha256 = createHash('sha256').update(text).digest('hex');
  const place = { id: test.id, reportSha256 };
  await Promise.all([
    deps.objects.put(reportKey(task.orgId, place), text, { contentType: 'application/json' }),
    ...artifacts.map(({ name, body, contentType }) =>
      deps.objects.put(artifactKey(task.orgId, place, name), body, { contentType }),
    ),
  ]);
  const finishedAt = deps.now();
  const outcome = outcomeOf(report, new Date(finishedAt).toISOString());
  const events = eventsOf(deps, task.orgId, test, outcome, finishedAt);
  const conclusion = deps.tests.conclusion(task.orgId, test.id, outcome, reportSha256);
  if (await tryTransact(deps.dynamo, [conclusion, ...events.map(({ write }) => write)])) {
    await sendOutgoing(deps, events);
    return outcome;
  }
  // Another worker was faster; its outcome stands, and it has told it.
  const concluded = await deps.tests.get(task.orgId, test.id, finishedAt);
  if (!concluded?.outcome) throw new Error(`The outcome of ${test.id} was not kept.`);
  return concluded.outcome;
}

function eventsOf(
  { tests }: RunDeps,
  orgId: string,
  test: StoredTest,
  outcome: Outcome,
  now: number,
): readonly Outgoing[] {
  const { status, scores, pass, reasons, finishedAt: occurredAt } = outcome;
  const about = { testId: test.id, projectId: test.projectId, url: test.url, status, scores };
  const event = () => ({ id: newId('event', now), orgId, occurredAt });
  const completed = outgoing(tests.table, testCompleted, { ...event(), data: { ...about, pass } });
  if (pass) return [completed];
  return [completed, outgoing(tests.table, gateFailed, { ...event(), data: { ...about, reasons } })];
}
