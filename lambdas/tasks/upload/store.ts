import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Context } from '../../../shared/context.ts';
import { isConditionFailed, type Table } from '../../../shared/dynamo.ts';
import type { Condition } from '../../../shared/dynamo-expression.ts';
import { attempt, tryTransact } from '../../../shared/dynamo-transaction.ts';
import { type Page, readPage } from '../../../shared/page.ts';
import { projectExists } from '../../../shared/project.ts';
import { uploadKey } from '../../../shared/upload.ts';
import { Blob, type RejectionReason, StoredUpload, type UploadPurpose, type UploadStatus } from './upload.ts';

export interface ListOptions {
  readonly limit: number;
  readonly cursor?: string;
  readonly status?: UploadStatus;
  readonly projectId?: string;
  readonly purposes: readonly UploadPurpose[];
  readonly now: number;
  readonly keep: (items: StoredUpload[]) => Promise<StoredUpload[]>;
}

/** How an inspection ended. */
export type Verdict =
  | { readonly status: 'ready'; readonly content: Blob['content']; readonly availableUntil: string }
  | { readonly status: 'rejected'; readonly reasons: readonly RejectionReason[] };

export interface UploadStore {
  /** False when the project does not exist for this caller; then nothing was written. */
  create(ctx: Context, projects: Table, upload: StoredUpload): Promise<boolean>;
  get(orgId: string, id: string): Promise<StoredUpload | undefined>;
  /** Newest first. */
  list(orgId: string, options: ListOptions): Promise<Page<StoredUpload>>;
  blob(orgId: string, sha256: string): Promise<Blob | undefined>;
  setPartsId(upload: StoredUpload, partsId: string): Promise<StoredUpload>;
  /** `pending → inspecting`; undefined when it is not pending any more. */
  markInspecting(upload: StoredUpload): Promise<StoredUpload | undefined>;
  /**
   * Counts an inspection that begins. A pending upload is taken, too: its message may be faster than the mark. Undefined when
   * there is nothing to inspect: it is deleted, or was inspected.
   */
  beginInspection(orgId: string, id: string): Promise<StoredUpload | undefined>;
  /** `inspecting → ready | rejected`, with the record of good content. False when the upload was deleted or decided meanwhile. */
  finishInspection(upload: StoredUpload, verdict: Verdict, now: number): Promise<boolean>;
  delete(upload: StoredUpload): Promise<void>;
}

const blobKey = (orgId: string, sha256: string) => ({ pk: `ORG#${orgId}`, sk: `BLOB#${sha256}` });

const isUndecided: Condition = {
  when: '#status IN (:pending, :inspecting)',
  values: { ':pending': 'pending', ':inspecting': 'inspecting' },
};

/** Seconds since the epoch at which the record goes: with the content, or some days after there can be none. */
function ttlOf({ availableUntil, expiresAt }: Pick<StoredUpload, 'availableUntil' | 'expiresAt'>): number {
  const until = availableUntil === undefined ? Date.parse(expiresAt) + 7 * 86_400_000 : Date.parse(availableUntil);
  return Math.ceil(until / 1_000);
}

export function createUploadStore(client: DynamoDBClient, table: Table): UploadStore {
  return {
    async create(ctx, projects, upload) {
      const { orgId, id, projectId } = upload;
      const failed = await attempt(client, {
        upload: {
          table,
          put: { ...uploadKey(orgId, id), ...upload, ttl: ttlOf(upload) },
          condition: { when: 'attribute_not_exists(pk)' },
        },
        ...(projectId !== undefined && { project: projectExists(projects, ctx, projectId) }),
      });
      if (failed.has('upload')) throw new Error(`There is an upload ${id} already.`);
      return !failed.has('project');
    },
    get: (orgId, id) => table.get(StoredUpload, uploadKey(orgId, id)),
    list: (orgId, { limit, cursor, keep, ...wanted }) =>
      readPage(table, StoredUpload, {
        ...{ pk: `ORG#${orgId}`, prefix: 'UPLOAD#', limit, isDescending: true, keep },
        ...(cursor !== undefined && { cursor }),
        filter: filterOf(wanted),
      }),
    blob: (orgId, sha256) => table.get(Blob, blobKey(orgId, sha256)),
    async setPartsId(upload, partsId) {
      const { orgId, id } = upload;
      const pending = { when: '#status = :pending', values: { ':pending': 'pending' } } as const;
      return StoredUpload.parse(await table.update(uploadKey(orgId, id), { set: { partsId } }, pending));
    },
    markInspecting: ({ orgId, id }) =>
      changed(() =>
        table.update(
          uploadKey(orgId, id),
          { set: { status: 'inspecting' } },
          { when: '#status = :pending', values: { ':pending': 'pending' } },
        ),
      ),
    beginInspection: (orgId, id) =>
      changed(() =>
        table.update(uploadKey(orgId, id), { set: { status: 'inspecting' }, add: { inspections: 1 } }, isUndecided),
      ),
    async finishInspection(upload, verdict, now) {
      const { orgId, id, sha256, sizeBytes, retentionDays, projectId } = upload;
      const kept =
        verdict.status === 'ready' ? verdict.availableUntil : new Date(now + retentionDays * 86_400_000).toISOString();
      const ttl = Math.ceil(Date.parse(kept) / 1_000);
      const end = {
        table,
        update: uploadKey(orgId, id),
        change: { set: { ...verdict, ttl } },
        condition: isUndecided,
      } as const;
      if (verdict.status === 'rejected') return tryTransact(client, [end]);
      const { content, availableUntil } = verdict;
      const blob = { sha256, sizeBytes, retentionDays, projectId, content, availableUntil };
      return tryTransact(client, [end, { table, put: { ...blobKey(orgId, sha256), ...blob, ttl } }]);
    },
    async delete({ orgId, id }) {
      await table.delete(uploadKey(orgId, id));
    },
  };
}

async function changed(update: () => Promise<unknown>): Promise<StoredUpload | undefined> {
  try {
    return StoredUpload.parse(await update());
  } catch (error) {
    if (isConditionFailed(error)) return undefined;
    throw error;
  }
}

/** Time alone turns `pending` into `expired`, so both are looked for by the time. */
function filterOf({ status, projectId, purposes, now }: Omit<ListOptions, 'limit' | 'keep'>): Condition {
  const clauses = [`#purpose IN (${purposes.map((_, at) => `:purpose${at}`).join(', ')})`];
  const values: Record<`:${string}`, unknown> = Object.fromEntries(
    purposes.map((purpose, at) => [`:purpose${at}`, purpose]),
  );
  if (status !== undefined) {
    clauses.push('#status = :status');
    values[':status'] = status === 'expired' ? 'pending' : status;
  }
  if (status === 'pending' || status === 'expired') {
    clauses.push(status === 'pending' ? '#expiresAt > :now' : '#expiresAt <= :now');
    values[':now'] = new Date(now).toISOString();
  }
  if (projectId !== undefined) {
    clauses.push('#projectId = :projectId');
    values[':projectId'] = projectId;
  }
  return { when: clauses.join(' AND '), values };
}
