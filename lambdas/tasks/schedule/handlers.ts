import type { Handlers } from '../../../shared/route.ts';
import type { TasksDeps } from '../deps.ts';
import type { scheduleContract } from './contract.ts';
import { createSchedule } from './create-schedule.ts';
import { deleteSchedule } from './delete-schedule.ts';
import { listSchedules, readSchedule } from './read-schedule.ts';
import { createRunStore } from './run/store.ts';
import { createScheduleStore } from './store.ts';
import { triggerSchedule } from './trigger-schedule.ts';
import { updateSchedule } from './update-schedule.ts';
import { viewSchedule, withEtag } from './view-schedule.ts';

/** What the routes of schedules use of all that the service has. */
export type ScheduleRouteDeps = Pick<TasksDeps, 'dynamo' | 'table' | 'projects' | 'submissions' | 'log'>;

export function scheduleHandlers(base: ScheduleRouteDeps): Handlers<typeof scheduleContract> {
  const { table } = base;
  const deps = { ...base, schedules: createScheduleStore(table), runs: createRunStore(table) };
  return {
    createSchedule: async ({ ctx, body }) => withEtag(await createSchedule({ ctx, deps, input: body })),
    listSchedules: async ({ ctx, query }) => {
      const { items, ...page } = await listSchedules({ ctx, deps, input: query });
      return { ...page, items: items.map(viewSchedule) };
    },
    getSchedule: async ({ ctx, params }) => withEtag(await readSchedule({ ctx, deps, input: params })),
    updateSchedule: async ({ ctx, params, body, request }) =>
      withEtag(await updateSchedule({ ctx, deps, input: { ...params, change: body, ifMatch: request.ifMatch } })),
    deleteSchedule: async ({ ctx, params }) => void (await deleteSchedule({ ctx, deps, input: params })),
    pauseSchedule: async ({ ctx, params }) =>
      withEtag(await updateSchedule({ ctx, deps, input: { ...params, change: { enabled: false } } })),
    resumeSchedule: async ({ ctx, params }) =>
      withEtag(await updateSchedule({ ctx, deps, input: { ...params, change: { enabled: true } } })),
    triggerSchedule: async ({ ctx, params }) => ({ run: await triggerSchedule({ ctx, deps, input: params }) }),
    listScheduleRuns: async ({ ctx, params, query }) => {
      const { id } = await readSchedule({ ctx, deps, input: params });
      return deps.runs.list(ctx.orgId, id, query);
    },
  };
}
