import type { Context } from '../context.ts';
import type { Table } from '../dynamo.ts';
import { AppError } from '../errors.ts';
import type { Page } from '../page.ts';
import { onlyUsable, usableProjects } from '../project.ts';
import type { RecordQuery, RecordStore, TaskRecord } from './record-store.ts';
import type { TaskStore } from './store.ts';
import type { StoredTask, TaskError, TaskStatus } from './task.ts';

export interface RecordSources<Stored extends TaskRecord> {
  readonly records: RecordStore<Stored>;
  readonly store: TaskStore;
  /** Where projects say who may use them. */
  readonly projects: Table;
}

/** A record as it is shown: the status is the task's alone, until there is an outcome. */
export type WithStatus<Stored> = Stored & { readonly status: TaskStatus; readonly error?: TaskError };

/** @throws AppError `not_found`, also for a record of a project that the caller may not use */
export async function findRecord<Stored extends TaskRecord>(
  ctx: Context,
  { records, projects }: Pick<RecordSources<Stored>, 'records' | 'projects'>,
  { id, noun }: { readonly id: string; readonly noun: string },
): Promise<Stored> {
  const record = await records.get(ctx.orgId, id, ctx.now);
  const usable = await usableProjects(projects, ctx, record ? [record.projectId] : []);
  if (!record || !usable.has(record.projectId)) throw new AppError('not_found', `There is no ${noun} ${id}.`);
  return record;
}

/** @throws AppError `not_found` */
export async function readRecord<Stored extends TaskRecord>(
  ctx: Context,
  sources: RecordSources<Stored>,
  wanted: { readonly id: string; readonly noun: string },
): Promise<WithStatus<Stored>> {
  const record = await findRecord(ctx, sources, wanted);
  return withStatus(record, record.outcome ? undefined : await sources.store.get(ctx.orgId, record.id));
}

export async function listRecords<Stored extends TaskRecord>(
  ctx: Context,
  { records, store, projects }: RecordSources<Stored>,
  query: Omit<RecordQuery<Stored>, 'keep'>,
): Promise<Page<WithStatus<Stored>>> {
  const page = await records.list(ctx.orgId, { ...query, keep: onlyUsable<Stored>(projects, ctx) }, ctx.now);
  const open = page.items.filter(({ outcome }) => !outcome).map(({ id }) => id);
  const tasks = new Map((await store.getMany(ctx.orgId, open)).map((task) => [task.id, task]));
  return { ...page, items: page.items.map((record) => withStatus(record, tasks.get(record.id))) };
}

/** A record outlives its task; with an outcome the task need not be asked. */
function withStatus<Stored extends TaskRecord>(record: Stored, task: StoredTask | undefined): WithStatus<Stored> {
  if (record.outcome) return { ...record, status: 'succeeded' };
  return { ...record, status: task?.status ?? 'failed', ...(task?.error && { error: task.error }) };
}
