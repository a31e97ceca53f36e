import { z } from 'zod';
import { Checksum } from './checksum.ts';

export const Encryption = z.object({
  algorithm: z.enum(['AES256', 'aws:kms']),
  /** Absent with `aws:kms`: the key that AWS manages for the account. */
  keyArn: z.string().optional(),
  usesBucketKey: z.boolean(),
});
export type Encryption = z.infer<typeof Encryption>;

/** What a caller says of an object besides its bytes. */
export const ObjectAttributes = z.object({
  /** `content-type`, `cache-control` and the like. */
  headers: z.record(z.string(), z.string()),
  /** `x-amz-meta-…`, by the name without that. */
  metadata: z.record(z.string(), z.string()),
  tags: z.record(z.string(), z.string()),
  encryption: Encryption,
});
export type ObjectAttributes = z.infer<typeof ObjectAttributes>;

/** What S3 knows of the bytes. */
export const ObjectContent = z.object({
  size: z.number().int().min(0),
  /** Without quotes. */
  etag: z.string(),
  checksum: Checksum.optional(),
});
export type ObjectContent = z.infer<typeof ObjectContent>;

export const ObjectDetails = z.object({ ...ObjectAttributes.shape, ...ObjectContent.shape });
export type ObjectDetails = z.infer<typeof ObjectDetails>;

interface Version {
  readonly bucket: string;
  readonly key: string;
  /** `null` when written without versioning. */
  readonly versionId: string;
  readonly isLatest: boolean;
  /** Milliseconds, whole seconds: HTTP dates have no more. */
  readonly lastModified: number;
  readonly sequence: number;
}

export interface ObjectVersion extends Version, ObjectDetails {
  readonly isDeleteMarker: false;
  readonly blob: string;
}

export interface DeleteMarker extends Version {
  readonly isDeleteMarker: true;
}

export type AnyVersion = ObjectVersion | DeleteMarker;

const Row = z.object({
  sequence: z.number(),
  bucket: z.string(),
  key: z.string(),
  version_id: z.string(),
  is_latest: z.number(),
  is_delete_marker: z.number(),
  last_modified: z.number(),
  blob: z.string().nullable(),
  details: z.string(),
});

export function versionOf(stored: unknown): AnyVersion {
  const row = Row.parse(stored);
  const version = {
    bucket: row.bucket,
    key: row.key,
    versionId: row.version_id,
    isLatest: row.is_latest === 1,
    lastModified: row.last_modified,
    sequence: row.sequence,
  };
  if (row.blob === null) return { ...version, isDeleteMarker: true };
  return { ...version, isDeleteMarker: false, blob: row.blob, ...ObjectDetails.parse(JSON.parse(row.details)) };
}
