import * as z from 'zod';
import { timelineOf } from '../../../lambdas/tasks/task/timeline.ts';
import { type Check, read, storedTasks } from './world.ts';

const Timeline = z.object({ waitMs: z.number(), waits: z.array(z.object({ ms: z.number() })) });
const sum = (spans: readonly { readonly ms: number }[]) => spans.reduce((total, { ms }) => total + ms, 0);
/** Read through the API, of each tenant; all others are computed from what is stored. */
const readOfEach = 3;

/** The waits add up to the wait, and with the attempts to the whole life of the task. */
export const timelinesAddUp: Check = async (world) => {
  const violations: string[] = [];
  const tasks = await storedTasks(world);
  for (const task of tasks) {
    const { waitMs, runMs, waits } = timelineOf(task, world.platform.runtime.clock.now());
    if (sum(waits) !== waitMs) violations.push(`the waits of ${task.id} are ${sum(waits)} ms, it says ${waitMs}`);
    const isWhole = task.redrives === 0 && !task.waits.some(({ merged }) => merged);
    const life = Date.parse(task.finishedAt ?? '') - Date.parse(task.createdAt);
    if (isWhole && Math.abs(waitMs + runMs - life) > 1)
      violations.push(`${task.id} waited ${waitMs} ms and ran ${runMs} ms of a life of ${life} ms`);
  }
  for (const tenant of world.tenants) {
    const own = tasks.filter(({ orgId }) => orgId === tenant.orgId).slice(0, readOfEach);
    for (const { id } of own) {
      const { waitMs, waits } = (await read(world, tenant, `/v1/tasks/${id}/timeline`)).as(Timeline);
      if (sum(waits) !== waitMs)
        violations.push(`the API says that ${id} waited ${waitMs} ms, and adds up to ${sum(waits)}`);
    }
  }
  return violations;
};
