import type { Context } from '../context.ts';
import type { Table } from '../dynamo.ts';
import type { Place } from './admission.ts';
import { dueOf } from './due.ts';
import { iso, taskKey } from './keys.ts';
import { reserved } from './quota.ts';
import type { NewTask } from './submit.ts';
import type { StoredTask } from './task.ts';
import { owedEvent } from './transition.ts';
import { taskTypeOf } from './type.ts';
import type { WaitReason } from './waits.ts';

/** When a task is to start, as its options say; undefined: as soon as it can. */
function startOf({ options }: NewTask, now: number): number | undefined {
  if (options?.debounce) return now + options.debounce.seconds * 1_000;
  const start = options?.startAt === undefined ? now : Date.parse(options.startAt);
  return start > now ? start : undefined;
}

/** Without a place it is one that starts later; when it is not, the place is still to be found. */
export function newTask(ctx: Context, request: NewTask, place?: Place): StoredTask {
  const { id, type, projectId, input, inputVersion, options = {}, origin, parent } = request;
  const { retry, metered, defaultExpiresSeconds } = taskTypeOf(type);
  const at = iso(ctx.now);
  const start = startOf(request, ctx.now);
  const notBefore = start === undefined ? undefined : iso(start);
  const expires = (start ?? ctx.now) + (options.expiresInSeconds ?? defaultExpiresSeconds) * 1_000;
  const hold = notBefore ? 'delay' : (place?.hold ?? 'queue');
  return {
    ...{ id, type, projectId, input, inputVersion, orgId: ctx.orgId, actor: ctx.actor, plan: ctx.plan },
    ...{ status: 'queued', hold },
    ...{ priority: options.priority ?? 0, progress: { percent: 0 }, attempt: 0, baseAttempt: 0, redrives: 0 },
    ...{ maxAttempts: retry.attempts, createdAt: at, queuedAt: at, expiresAt: iso(expires), previousErrors: [] },
    ...(notBefore && { notBefore, startAt: notBefore }),
    ...(place?.hold === 'lane' && { waitKey: place.waitKey }),
    ...(metered && request.isCharged !== false && { quota: reserved(metered, ctx.now) }),
    ...(options.singletonKey && { singletonKey: options.singletonKey }),
    ...(options.debounce && { debounceKey: options.debounce.key }),
    ...(origin && { origin }),
    ...(parent && { parentId: parent.taskId, parentKey: parent.key }),
    ...{ depth: parent?.depth ?? (parent ? 2 : 1), revision: 1 },
    owed: [owedEvent({ status: 'queued', attempt: 0 }, ctx.now)],
    waits: [{ reason: reasonOf(hold, place), from: at }],
  };
}

function reasonOf(hold: 'delay' | 'queue' | 'lane', place: Place | undefined): WaitReason {
  if (hold === 'delay') return 'delay';
  return place?.hold === 'lane' ? place.reason : 'platform-capacity';
}

/** Create-only, and due at once to the sweeper, so that a crash before its message is mended. */
export function newTaskItem(table: Table, task: StoredTask, now: number) {
  return {
    table,
    put: { ...taskKey(task.orgId, task.id), ...task, ...dueOf(task, now) },
    condition: { when: 'attribute_not_exists(pk)' },
  };
}
