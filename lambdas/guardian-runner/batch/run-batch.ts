import type { ChildOutcome, NewChild, Suspension } from '../../../shared/task/children.ts';
import { isFinished } from '../../../shared/task/task.ts';
import { GuardianTestOutput } from '../../../shared/task/type/guardian-test.ts';
import type { TaskInput, TaskOutput } from '../../../shared/task/type.ts';
import type { Run } from '../../../shared/task/worker.ts';
import { countsOf, keyOf, latestOf, roundOf, testsOf } from './batch.ts';
import type { BatchStore } from './store.ts';

type BatchRun = Pick<Run<TaskInput<'guardian.batch'>>, 'task' | 'input' | 'children' | 'progress'>;

/**
 * Asks for a test of each URL, and ends here; when all of them have ended it begins anew, and puts them together. A batch that
 * a person retried asks again for the tests that came to no verdict.
 */
export async function runBatch(
  deps: { readonly batches: BatchStore },
  run: BatchRun,
): Promise<TaskOutput<'guardian.batch'> | Suspension> {
  const known = await run.children.all();
  const missing = missingOf(run, known);
  if (missing.length > 0) await run.children.submit(missing);
  if (missing.length > 0 || known.some(({ status }) => !isFinished(status))) return run.children.wait();
  return join(deps, run, known);
}

function missingOf({ task, input }: BatchRun, known: readonly ChildOutcome[]): NewChild[] {
  const { urls, ...settings } = input;
  const latest = latestOf(known);
  return urls.flatMap((url, at) => {
    const child = latest.get(at);
    const isOver = child && isFinished(child.status) && child.status !== 'succeeded';
    const isWanted = !child || (isOver && roundOf(child.key) < task.redrives);
    return isWanted ? [{ key: keyOf(at, task.redrives), type: 'guardian.test', input: { ...settings, url } }] : [];
  });
}

async function join(
  { batches }: { readonly batches: BatchStore },
  { task, input }: BatchRun,
  children: readonly ChildOutcome[],
): Promise<TaskOutput<'guardian.batch'>> {
  const passes = new Map(
    children.flatMap(({ taskId, result }) =>
      result === undefined ? [] : [[taskId, GuardianTestOutput.parse(result).pass]],
    ),
  );
  const tests = testsOf(input, children, passes);
  await batches.conclude(task.orgId, task.id, tests);
  const { passed, failed } = countsOf(tests);
  const ran = tests.flatMap(({ testId, ...test }) => (testId ? [{ ...test, testId }] : []));
  return { tests: ran, passed, failed, unfinished: tests.length - passed - failed };
}
