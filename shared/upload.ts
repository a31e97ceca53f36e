import * as z from 'zod';
import type { Table } from './dynamo.ts';
import { AppError } from './errors.ts';
import { idPattern } from './id.ts';

export const UploadId = z.string().regex(idPattern('upload'), 'Not an upload id');

/** What says where content is for good: the organization is that of whoever asks. */
export const UploadContent = z.object({ sha256: z.string().regex(/^[0-9a-f]{64}$/), retentionDays: z.int().min(1) });
export type UploadContent = z.infer<typeof UploadContent>;

/** Where content of uploads is once it was inspected. How long it is kept comes first, for the lifecycle rules of the bucket. */
export function uploadContentKey(orgId: string, { sha256, retentionDays }: UploadContent): string {
  return `${retentionDays}d/org/${orgId}/blobs/${sha256}`;
}

export const uploadKey = (orgId: string, id: string) => ({ pk: `ORG#${orgId}`, sk: `UPLOAD#${id}` });

/** What a product must know of an upload. */
const UsableUpload = UploadContent.extend({
  status: z.string(),
  projectId: z.string().optional(),
  availableUntil: z.iso.datetime().optional(),
  reasons: z.array(z.object({ detail: z.string() })).optional(),
});

/**
 * The content of an upload that a job of this project may use.
 * @throws AppError `not_found` for one that there is not, or that is of another project; `conflict` for one that cannot be used
 */
export async function uploadedContent(
  tasks: Table,
  { orgId, now }: { readonly orgId: string; readonly now: number },
  { uploadId, projectId }: { readonly uploadId: string; readonly projectId: string },
): Promise<UploadContent> {
  const upload = await tasks.get(UsableUpload, uploadKey(orgId, uploadId));
  if (!upload || (upload.projectId !== undefined && upload.projectId !== projectId)) {
    throw new AppError('not_found', `There is no upload ${uploadId} for this project.`);
  }
  const { status, availableUntil, sha256, retentionDays, reasons } = upload;
  if (status === 'rejected') {
    const why = (reasons ?? []).map(({ detail }) => detail).join(' ');
    throw new AppError('conflict', `The upload ${uploadId} was rejected. ${why}`.trim());
  }
  if (status !== 'ready') throw new AppError('conflict', `The upload ${uploadId} is ${status}; it must be ready.`);
  if (availableUntil === undefined || Date.parse(availableUntil) <= now) {
    throw new AppError('conflict', `The content of the upload ${uploadId} is kept no more. Send it again.`);
  }
  return { sha256, retentionDays };
}
