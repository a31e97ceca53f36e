import * as z from 'zod';
import { type Plan, planLimits } from '../../../shared/plan.ts';
import { ProjectId } from '../../../shared/project.ts';
import { UploadId } from '../../../shared/upload.ts';

export { UploadId };

/** What an upload is for; the product is what stands before the dot. */
export const UploadPurpose = z.enum(['insight.analysis', 'autopilot.run']);
export type UploadPurpose = z.infer<typeof UploadPurpose>;

/** The content decides whether it is a zip or a tar.gz; this is what S3 keeps beside it. */
const ContentType = z.enum([
  'application/zip',
  'application/x-zip-compressed',
  'application/gzip',
  'application/x-gzip',
  'application/octet-stream',
]);

const Sha256 = z
  .string()
  .regex(/^[0-9a-f]{64}$/, 'Not a SHA-256 in lower-case hexadecimal')
  .describe('SHA-256 of the content, in lower-case hexadecimal.');

export const NewUpload = z.strictObject({
  purpose: UploadPurpose,
  projectId: ProjectId.optional(),
  contentType: ContentType,
  sizeBytes: z.int().min(1),
  sha256: Sha256,
});
export type NewUpload = z.infer<typeof NewUpload>;

/** `pending` until its bytes are there, 24 hours at most; `ready` once it was inspected and may be used. */
export const UploadStatus = z.enum(['pending', 'inspecting', 'ready', 'rejected', 'expired']);
export type UploadStatus = z.infer<typeof UploadStatus>;

/** Why an upload was rejected. */
export const RejectionReason = z.object({
  code: z.string(),
  detail: z.string(),
  entry: z.string().optional().describe('The entry of the archive that it is about.'),
});
export type RejectionReason = z.infer<typeof RejectionReason>;

export const Upload = z
  .object({
    id: UploadId,
    purpose: UploadPurpose,
    projectId: ProjectId.optional(),
    contentType: z.string(),
    sizeBytes: z.int(),
    sha256: Sha256,
    status: UploadStatus,
    deduplicated: z.boolean().describe('The organization had sent the same content before, so no bytes were needed.'),
    createdAt: z.iso.datetime(),
    expiresAt: z.iso.datetime().describe('Until when the bytes may be sent.'),
    availableUntil: z.iso.datetime().optional().describe('Until when a ready upload can be used.'),
    content: z
      .object({ entries: z.int(), unpackedBytes: z.int() })
      .optional()
      .describe('What the inspection found in the archive.'),
    reasons: z.array(RejectionReason).optional().describe('Why it was rejected.'),
  })
  .meta({ id: 'Upload' });
export type Upload = z.infer<typeof Upload>;

/** As it is stored: what was said of it, and where its bytes are. `expired` is never stored: time makes it. */
export const StoredUpload = Upload.extend({
  orgId: z.string(),
  retentionDays: z.int(),
  /** Of an upload in parts, which was decided when it was announced. */
  partCount: z.int().optional(),
  /** S3's id of it. */
  partsId: z.string().optional(),
  /** How many times an inspection has begun. */
  inspections: z.int().default(0),
});
export type StoredUpload = z.infer<typeof StoredUpload>;

/** Content of an organization that was found good: `ORG#o / BLOB#<sha256>`. */
export const Blob = z.object({
  sha256: z.string(),
  sizeBytes: z.int(),
  retentionDays: z.int(),
  /** Of whom it is known that they have it: those who may use this project; all of the organization without one. */
  projectId: z.string().optional(),
  content: z.object({ entries: z.int(), unpackedBytes: z.int() }),
  availableUntil: z.iso.datetime(),
});
export type Blob = z.infer<typeof Blob>;

export const hourMs = 3_600_000;
export const dayMs = 24 * hourMs;
export const pendingMs = dayMs;

/** The largest upload that goes in one request, as a form; what is larger goes in parts. */
export const maxFormBytes = 100 * 1_024 ** 2;
/** S3 takes parts from 5 MiB; 2 GiB are 128 of these. */
export const partSizeBytes = 16 * 1_024 ** 2;
/** So many URLs come with one reply. */
export const partsPerPage = 100;

/** How long content of this plan is kept: one of the prefixes that the bucket's lifecycle rules know. */
export function retentionDaysOf(plan: Plan): number {
  return planLimits[plan].historyDays;
}

/** The upload as it is at this time. */
export function viewUpload<Some extends Pick<Upload, 'status' | 'expiresAt'>>(upload: Some, now: number): Some {
  const isExpired = upload.status === 'pending' && Date.parse(upload.expiresAt) <= now;
  return isExpired ? { ...upload, status: 'expired' } : upload;
}

export function productOf(purpose: UploadPurpose): 'insight' | 'autopilot' {
  return purpose === 'insight.analysis' ? 'insight' : 'autopilot';
}

/** What the inspecting function is told. */
export const InspectionMessage = z.object({ orgId: z.string().min(1), uploadId: UploadId });
export type InspectionMessage = z.infer<typeof InspectionMessage>;
