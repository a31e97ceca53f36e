import * as z from 'zod';
import { scheduleContract } from '../../../../lambdas/tasks/schedule/contract.ts';
import { scheduleHandlers } from '../../../../lambdas/tasks/schedule/handlers.ts';
import { httpHandler } from '../../../../shared/http.ts';
import { createIdempotency } from '../../../../shared/idempotency.ts';
import { type Asked, authenticated, bodyOf, HttpReply, httpEvent } from '../../../shared/http-event.ts';
import { unlimited } from '../../../shared/limits.ts';
import { start } from '../../../shared/make-context.ts';
import { iso, Life, minute, type Scene } from './schedule-world.ts';

export const due = (n: number) => iso(start + n * minute);

/** The routes as a client has them, in the name of this verdict of the authorizer. */
export function client(scene: Scene, verdict: object = {}, life = new Life()) {
  const handlers = scheduleHandlers(scene.deps(life));
  const idempotency = createIdempotency(scene.table);
  const kit = { apiUrl: 'https://api.example', log: scene.log, now: () => scene.now, idempotency, limits: unlimited };
  const handle = httpHandler(scheduleContract, handlers, kit);
  const { orgId, plan, actor } = scene.ctx;
  return async (routeKey: string, asked: Omit<Asked, 'routeKey' | 'authorizer'> = {}) => {
    const authorizer = authenticated({ orgId, plan, actorId: actor.id, ...verdict });
    return HttpReply.parse(await handle(httpEvent({ routeKey, ...asked, authorizer })));
  };
}

const Shown = z.looseObject({ id: z.string(), nextRuns: z.array(z.string()), version: z.number() });
export const shown = (reply: z.infer<typeof HttpReply>) => Shown.parse(bodyOf(reply));
export const itemsOf = (reply: z.infer<typeof HttpReply>) =>
  z.object({ items: z.array(z.looseObject({})), nextCursor: z.string().optional() }).parse(bodyOf(reply));
export const one = (id: string) => ({ params: { id } });
export const body = (scene: Scene, change: object = {}) => {
  const input = { projectId: scene.projectId, url: 'https://example.com/' };
  return { name: 'Nightly', cron: '30 2 * * *', task: { type: 'guardian.test', input }, ...change };
};
export const create = 'POST /v1/schedules';
export const read = 'GET /v1/schedules/{id}';
export const patch = 'PATCH /v1/schedules/{id}';
