import { type Context, requirePermission } from '../../../shared/context.ts';
import type { Table } from '../../../shared/dynamo.ts';
import { AppError } from '../../../shared/errors.ts';
import { newId } from '../../../shared/id.ts';
import { planLimits } from '../../../shared/plan.ts';
import { usableProjects } from '../../../shared/project.ts';
import type { UploadObjects } from '../s3.ts';
import type { CreatedUpload } from './contract.ts';
import { partsFrom } from './list-parts.ts';
import { arrivalKey, contentKey, isInParts } from './place.ts';
import type { UploadStore } from './store.ts';
import {
  type Blob,
  dayMs,
  type NewUpload,
  partSizeBytes,
  pendingMs,
  productOf,
  retentionDaysOf,
  type StoredUpload,
} from './upload.ts';

export interface CreateDeps {
  readonly uploads: UploadStore;
  readonly projects: Table;
  readonly objects: UploadObjects;
  /** Larger content goes in parts. */
  readonly maxFormBytes: number;
}

/**
 * A form or parts for bytes that are to come; or, for content that the organization has, an upload that is ready.
 * @throws AppError `forbidden` for a product that the credential may not write, `payload_too_large` beyond the plan,
 *   `not_found` for a project that the caller may not use
 */
export async function createUpload(call: { ctx: Context; deps: CreateDeps; input: NewUpload }): Promise<CreatedUpload> {
  const { ctx, deps, input } = call;
  requirePermission(ctx, `${productOf(input.purpose)}:write`);
  requireSize(ctx, input);
  if (input.projectId === undefined && ctx.projects) {
    throw new AppError('validation_failed', 'body.projectId: this credential is restricted to projects', {
      errors: [{ path: 'body.projectId', message: 'This credential is restricted to projects; name one of them' }],
    });
  }
  const upload = newUpload(ctx, input, deps.maxFormBytes);
  const known = await knownContent(ctx, deps, upload);
  return known ? reuse(ctx, deps, upload, known) : await expectBytes(ctx, deps, upload);
}

function requireSize({ plan }: Context, { sizeBytes }: NewUpload): void {
  const { uploadBytes } = planLimits[plan];
  if (sizeBytes > uploadBytes) {
    throw new AppError('payload_too_large', `An upload of this plan has at most ${uploadBytes} bytes.`);
  }
}

function newUpload({ orgId, plan, now }: Context, input: NewUpload, maxFormBytes: number): StoredUpload {
  return {
    ...input,
    id: newId('upload', now),
    orgId,
    status: 'pending',
    deduplicated: false,
    createdAt: new Date(now).toISOString(),
    expiresAt: new Date(now + pendingMs).toISOString(),
    retentionDays: retentionDaysOf(plan),
    ...(input.sizeBytes > maxFormBytes && { partCount: Math.ceil(input.sizeBytes / partSizeBytes) }),
    inspections: 0,
  };
}

/**
 * Good content with these bytes, where the caller may know of it, it is kept long enough, and it is really there. To name a
 * SHA-256 is not to have the content: who may not use the project that brought it sends the bytes again.
 */
async function knownContent(ctx: Context, deps: CreateDeps, upload: StoredUpload): Promise<Blob | undefined> {
  const blob = await deps.uploads.blob(ctx.orgId, upload.sha256);
  if (!blob || blob.sizeBytes !== upload.sizeBytes || blob.retentionDays < upload.retentionDays) return undefined;
  if (Date.parse(blob.availableUntil) < ctx.now + dayMs) return undefined;
  const isOpen =
    blob.projectId === undefined
      ? !ctx.projects
      : (await usableProjects(deps.projects, ctx, [blob.projectId])).has(blob.projectId);
  if (!isOpen) return undefined;
  const object = await deps.objects.lookUp(contentKey({ ...upload, retentionDays: blob.retentionDays }));
  return object?.sizeBytes === blob.sizeBytes ? blob : undefined;
}

async function reuse(ctx: Context, deps: CreateDeps, upload: StoredUpload, blob: Blob): Promise<CreatedUpload> {
  const { retentionDays, content, availableUntil } = blob;
  const ready = { ...upload, status: 'ready', deduplicated: true, retentionDays, content, availableUntil } as const;
  await write(ctx, deps, ready);
  return { uploadId: ready.id, status: ready.status, deduplicated: true, expiresAt: ready.expiresAt };
}

async function expectBytes(ctx: Context, deps: CreateDeps, upload: StoredUpload): Promise<CreatedUpload> {
  await write(ctx, deps, upload);
  const { id, status, deduplicated, expiresAt, sizeBytes, contentType, sha256 } = upload;
  const created = { uploadId: id, status, deduplicated, expiresAt };
  const key = arrivalKey(upload);
  if (!isInParts(upload)) return { ...created, ...(await deps.objects.form({ key, sizeBytes, contentType, sha256 })) };
  // After the record, so that only those who may upload begin one with S3. A crash between leaves an upload that expires.
  const begun = await deps.uploads.setPartsId(upload, await deps.objects.beginParts(key, contentType));
  return { ...created, ...(await partsFrom(deps.objects, begun, 1)) };
}

async function write(ctx: Context, deps: CreateDeps, upload: StoredUpload): Promise<void> {
  if (await deps.uploads.create(ctx, deps.projects, upload)) return;
  throw new AppError('not_found', `There is no project ${upload.projectId}.`);
}
