import { isFinished } from '../../../shared/task/task.ts';
import { type Check, feedOf, storedTasks } from './world.ts';

/** Every task that a client was told of, and every other one, has come to an end. */
export const everyTaskEnds: Check = async (world) => {
  const tasks = new Map((await storedTasks(world)).map((task) => [task.id, task]));
  const lost = [...world.submitted.accepted].filter(([id, tenant]) => tasks.get(id)?.orgId !== tenant.orgId);
  const open = [...tasks.values()].filter(({ status }) => !isFinished(status));
  const inDebt = [...tasks.values()].filter(({ owed }) => owed.length > 0);
  return [
    ...lost.map(([id, { name }]) => `the task ${id} of ${name} is not there`),
    ...open.map(({ id, status, hold }) => `the task ${id} is ${status} ${hold ?? ''}`),
    ...inDebt.map(({ id, owed }) => `the task ${id} owes ${owed.map(({ name }) => name).join()}`),
  ];
};

const ends = new Set(['task.succeeded.v1', 'task.failed.v1', 'task.cancelled.v1']);
const eventOf: Readonly<Record<string, string>> = {
  succeeded: 'task.succeeded.v1',
  failed: 'task.failed.v1',
  'timed-out': 'task.failed.v1',
  cancelled: 'task.cancelled.v1',
};

/** The feed tells one end of each task, the one that it has; and a test completes once. */
export const nothingSucceedsTwice: Check = async (world) => {
  const told = new Map<string, string[]>();
  const completed = new Map<string, number>();
  for (const tenant of world.tenants) {
    for (const { event } of (await feedOf(world, tenant)).items) {
      const id = String(event.data.taskId ?? event.data.testId);
      if (ends.has(event.type)) told.set(id, [...(told.get(id) ?? []), event.type]);
      if (event.type === 'guardian.test.completed.v1') completed.set(id, (completed.get(id) ?? 0) + 1);
    }
  }
  const wrong = (await storedTasks(world)).filter(({ id, status }) => {
    const ofTask = told.get(id) ?? [];
    return ofTask.length !== 1 || ofTask[0] !== eventOf[status];
  });
  return [
    ...wrong.map(({ id, status }) => `the task ${id} is ${status}; told of it was ${told.get(id)?.join() ?? 'no end'}`),
    ...[...completed].filter(([, times]) => times > 1).map(([id, times]) => `the test ${id} completed ${times} times`),
  ];
};
