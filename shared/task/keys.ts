import type { TaskType } from './type.ts';

export const iso = (ms: number) => new Date(ms).toISOString();

const inOrg = (orgId: string, sk: string) => ({ pk: `ORG#${orgId}`, sk });

export const taskKey = (orgId: string, taskId: string) => inOrg(orgId, `TASK#${taskId}`);
export const resultKey = (orgId: string, taskId: string) => inOrg(orgId, `RESULT#${taskId}`);
export const quotaKey = (orgId: string, metered: string, month: string) => inOrg(orgId, `QUOTA#${month}#${metered}`);
export const laneKey = (orgId: string, type: TaskType) => inOrg(orgId, `LANE#${type}`);
export const singleKey = (orgId: string, type: TaskType, key: string) => inOrg(orgId, `SINGLE#${type}#${key}`);
export const onceKey = (orgId: string, type: TaskType, key: string) => inOrg(orgId, `ONCE#${type}#${key}`);
export const debounceKey = (orgId: string, type: TaskType, key: string) => inOrg(orgId, `DEBOUNCE#${type}#${key}`);
export const childPrefix = (parentId: string) => `CHILD#${parentId}#`;
export const childKey = (orgId: string, parentId: string, key: string) => inOrg(orgId, childPrefix(parentId) + key);
export const waitPrefix = (type: TaskType) => `WAIT#${type}#`;
/** Highest priority first, then oldest id. */
export const waitKey = (type: TaskType, priority: number, taskId: string) =>
  `${waitPrefix(type)}${String(10 - priority).padStart(2, '0')}#${taskId}`;

/** Partition of the sparse index that holds whatever has something owed to it: a message, a lease, an event, a slot. */
export const dueIndex = 'DUE';
export const dueAt = (ms: number) => ({ gsi1pk: dueIndex, gsi1sk: iso(ms) });
export const neverDue = { gsi1pk: undefined, gsi1sk: undefined };

/** How long an act may take between its write and its message before the sweeper does the rest. */
export const outboxMs = 60_000;
/** How long a message may be in the queue before the sweeper sends another. */
export const resendMs = 15 * 60_000;

export function monthOf(now: number): string {
  return iso(now).slice(0, 7);
}
