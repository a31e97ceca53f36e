import * as z from 'zod';
import { ProjectId } from '../../../shared/project.ts';
import { pageOf, pageQuery, route } from '../../../shared/route.ts';
import { NewUpload, Upload, UploadId, UploadStatus } from './upload.ts';

const params = z.strictObject({ id: UploadId });

const PartUrl = z.object({
  partNumber: z.int(),
  url: z.url().describe('Takes the bytes of this part by PUT, for an hour. Keep the `ETag` of the reply.'),
});
const parts = {
  partSizeBytes: z.int().describe('Of every part but the last.'),
  partCount: z.int(),
  parts: z.array(PartUrl).describe('The first hundred; `GET /v1/uploads/{id}/parts` has the others.'),
};

export const CreatedUpload = z
  .object({
    uploadId: UploadId,
    status: UploadStatus,
    deduplicated: z.boolean(),
    expiresAt: z.iso.datetime(),
    url: z.url().optional().describe('Where the form goes by POST, within 15 minutes.'),
    fields: z
      .record(z.string(), z.string())
      .optional()
      .describe('The fields of the form, all of them and before the `file`.'),
    partSizeBytes: parts.partSizeBytes.optional(),
    partCount: parts.partCount.optional(),
    parts: parts.parts.optional(),
  })
  .meta({ id: 'CreatedUpload' });
export type CreatedUpload = z.infer<typeof CreatedUpload>;

export const UploadParts = z.object(parts).meta({ id: 'UploadParts' });
export type UploadParts = z.infer<typeof UploadParts>;

export const Completion = z.strictObject({
  parts: z
    .array(z.strictObject({ partNumber: z.int().min(1).max(10_000), etag: z.string().min(1).max(200) }))
    .min(1)
    .max(10_000)
    .optional()
    .describe('For an upload in parts: every part, in order, with the `ETag` that S3 replied to it.'),
});
export type Completion = z.infer<typeof Completion>;

export const uploadContract = {
  createUpload: route({
    method: 'POST',
    path: '/v1/uploads',
    summary: 'Announce an upload, and get where its bytes go',
    description:
      'Up to 100 MB the reply has a form (`url`, `fields`) for one POST of `multipart/form-data`, the file last; S3 takes only content of exactly this size and SHA-256. Larger content goes in `parts`. Content that the organization has sent before is `ready` at once. Without a project only credentials that are not restricted to projects can make or use an upload.',
    access: 'tasks:write',
    body: NewUpload,
    reply: { status: 201, description: 'Where the bytes go, or an upload that is ready.', body: CreatedUpload },
    errors: ['not_found', 'payload_too_large'],
    isIdempotent: true,
  }),
  listUploads: route({
    method: 'GET',
    path: '/v1/uploads',
    summary: 'List uploads, newest first',
    access: 'tasks:read',
    query: z.strictObject({ ...pageQuery, projectId: ProjectId.optional(), status: UploadStatus.optional() }),
    reply: { status: 200, description: 'A page of uploads.', body: pageOf(Upload) },
    errors: ['invalid_cursor'],
  }),
  getUpload: route({
    method: 'GET',
    path: '/v1/uploads/{id}',
    summary: 'Read an upload, or wait for its inspection',
    description:
      'With `waitSeconds` the reply comes as soon as the upload is not being inspected, at the latest after that time.',
    access: 'tasks:read',
    params,
    query: z.strictObject({ waitSeconds: z.coerce.number().int().min(0).max(20).default(0) }),
    reply: { status: 200, description: 'The upload.', body: Upload },
    errors: ['not_found'],
  }),
  listUploadParts: route({
    method: 'GET',
    path: '/v1/uploads/{id}/parts',
    summary: 'Get where the parts of a large upload go',
    access: 'tasks:write',
    params,
    query: z.strictObject({ from: z.coerce.number().int().min(1).max(10_000).default(1).describe('The first part.') }),
    reply: { status: 200, description: 'Up to a hundred URLs.', body: UploadParts },
    errors: ['not_found', 'conflict'],
  }),
  completeUpload: route({
    method: 'POST',
    path: '/v1/uploads/{id}/complete',
    summary: 'Say that the bytes are there',
    description:
      'They are checked, and the archive is inspected: the upload becomes `inspecting`, and then `ready` or `rejected`. Repeating this is harmless.',
    access: 'tasks:write',
    params,
    body: Completion,
    reply: { status: 202, description: 'The upload, which is being inspected.', body: Upload },
    errors: ['not_found', 'conflict'],
  }),
  deleteUpload: route({
    method: 'DELETE',
    path: '/v1/uploads/{id}',
    summary: 'Delete an upload',
    description: 'Its bytes are not taken any more. Content that has arrived goes when the plan’s time for it is over.',
    access: 'tasks:write',
    params,
    reply: { status: 204, description: 'The upload is gone.' },
    errors: ['not_found'],
  }),
} as const;
