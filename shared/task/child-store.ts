import * as z from 'zod';
import type { Table } from '../dynamo.ts';
import type { Write } from '../dynamo-transaction.ts';
import { childKey, childPrefix, dueAt, outboxMs, resendMs, taskKey } from './keys.ts';
import { Submission } from './submission.ts';
import { type ChildCounts, ResultRef, type StoredTask, TaskError, TaskId, TaskStatus } from './task.ts';

type TableWrite = Write & { readonly table: Table };

/** A child as its parent knows it. `asked`: its submission is under way, and owed as long as the item is due. */
export const Child = z.object({
  key: z.string(),
  taskId: TaskId,
  status: z.union([z.literal('asked'), TaskStatus]),
  error: TaskError.optional(),
  resultRef: ResultRef.optional(),
  submission: Submission,
});
export type Child = z.infer<typeof Child>;

export const maxChildren = 100;

export async function readChildren(table: Table, parent: Pick<StoredTask, 'orgId' | 'id'>): Promise<Child[]> {
  return table.query(Child, { pk: `ORG#${parent.orgId}`, skPrefix: childPrefix(parent.id), limit: maxChildren });
}

/** The item and the message that it owes; fails when the parent has a child of this key. */
export function asked(table: Table, parent: StoredTask, key: string, submission: Submission, now: number): TableWrite {
  const child: Child = { key, taskId: submission.taskId, status: 'asked', submission };
  return {
    table,
    put: { ...childKey(parent.orgId, parent.id, key), ...child, ...dueAt(now + outboxMs) },
    condition: { when: 'attribute_not_exists(pk)' },
  };
}

/** The task of the child is there, so nothing is owed any more; fails when the child was cancelled before. */
export function arrived(table: Table, orgId: string, parent: { taskId: string; key: string }): TableWrite {
  return {
    table,
    update: childKey(orgId, parent.taskId, parent.key),
    change: { set: { status: 'queued' }, remove: ['gsi1pk', 'gsi1sk'] },
    condition: { when: '#status = :asked', values: { ':asked': 'asked' } },
  };
}

interface ChildEnd {
  readonly status: TaskStatus;
  readonly error?: TaskError | undefined;
  readonly resultRef?: ResultRef | undefined;
  readonly ttl?: number | undefined;
}

/** How it ended, for its parent to read. `from` keeps an end from being told twice. */
export function concluded(
  table: Table,
  orgId: string,
  { taskId, key }: { taskId: string; key: string },
  end: ChildEnd,
  from?: 'asked',
): TableWrite {
  return {
    table,
    update: childKey(orgId, taskId, key),
    change: { set: { ...end }, remove: ['gsi1pk', 'gsi1sk', ...(end.error ? [] : ['error'])] },
    condition: from ? { when: '#status = :from', values: { ':from': from } } : { when: 'attribute_exists(pk)' },
  };
}

/** Asked again just now; once more much later. Nothing when the child has come meanwhile. */
export function askedAgain(
  table: Table,
  orgId: string,
  parent: { taskId: string; key: string },
  now: number,
): TableWrite {
  return {
    table,
    update: childKey(orgId, parent.taskId, parent.key),
    change: { set: dueAt(now + resendMs) },
    condition: { when: '#status = :asked', values: { ':asked': 'asked' } },
  };
}

/** The counters as they were read: what two children write at once is written one after the other. */
export function countsUnchanged(counts: ChildCounts) {
  return {
    when: '#children.#total = :total AND #children.#finished = :finished',
    values: { ':total': counts.total, ':finished': counts.finished },
  };
}

/** Counts on a parent that does not move by it. */
export function counted(
  table: Table,
  parent: StoredTask,
  before: ChildCounts | undefined,
  children: ChildCounts,
): TableWrite {
  const { when, values } = before ? countsUnchanged(before) : { when: 'attribute_not_exists(#children)', values: {} };
  return {
    table,
    update: taskKey(parent.orgId, parent.id),
    change: { set: { children } },
    condition: { when: `#revision = :revision AND ${when}`, values: { ...values, ':revision': parent.revision } },
  };
}
