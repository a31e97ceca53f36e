import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { Clock } from '../service.ts';
import { Checksum, ChecksumAlgorithm } from './checksum.ts';
import type { Database } from './database.ts';
import { noSuchUpload } from './errors.ts';
import { ObjectAttributes, ObjectContent } from './object-version.ts';

const UploadDetails = z.object({
  ...ObjectAttributes.shape,
  checksum: z.object({ algorithm: ChecksumAlgorithm, type: Checksum.shape.type }).optional(),
});
export type UploadDetails = z.infer<typeof UploadDetails>;

export interface Upload extends UploadDetails {
  readonly id: string;
  readonly bucket: string;
  readonly key: string;
  readonly initiatedAt: number;
}

export interface Part extends ObjectContent {
  readonly number: number;
  readonly modifiedAt: number;
  readonly blob: string;
}

const UploadRow = z.object({
  id: z.string(),
  bucket: z.string(),
  key: z.string(),
  initiated_at: z.number(),
  details: z.string(),
});
const PartRow = z.object({ number: z.number(), modified_at: z.number(), blob: z.string(), details: z.string() });

/** Multipart uploads in progress. Callers bring the transaction and delete the blobs that are returned as unused. */
export class UploadStore {
  readonly #database: Database;
  readonly #clock: Clock;

  constructor(database: Database, clock: Clock) {
    this.#database = database;
    this.#clock = clock;
  }

  create(bucket: string, key: string, details: UploadDetails): string {
    const id = randomBytes(48).toString('base64url');
    this.#database.sql
      .prepare('INSERT INTO uploads VALUES (?, ?, ?, ?, ?)')
      .run(id, bucket, key, this.#clock.now(), JSON.stringify(details));
    return id;
  }

  find(id: string): Upload | undefined {
    const row = this.#database.sql.prepare('SELECT * FROM uploads WHERE id = ?').get(id);
    return row === undefined ? undefined : uploadOf(row);
  }

  require(bucket: string, key: string, id: string): Upload {
    const upload = this.find(id);
    if (upload?.bucket !== bucket || upload.key !== key) throw noSuchUpload(id);
    return upload;
  }

  startedBefore(bucket: string, time: number): Upload[] {
    const sql = 'SELECT * FROM uploads WHERE bucket = ? AND initiated_at <= ?';
    return this.#database.sql.prepare(sql).all(bucket, time).map(uploadOf);
  }

  /** A part that is sent again replaces the former one. */
  putPart(upload: Upload, number: number, blob: string, content: ObjectContent): string[] {
    return this.#database.transact(() => {
      this.require(upload.bucket, upload.key, upload.id);
      const replaced = this.parts(upload.id, number - 1, 1).filter((part) => part.number === number);
      this.#database.sql
        .prepare('INSERT OR REPLACE INTO parts VALUES (?, ?, ?, ?, ?)')
        .run(upload.id, number, this.#clock.now(), blob, JSON.stringify(content));
      return replaced.map((part) => part.blob);
    });
  }

  parts(uploadId: string, after = 0, limit = 10_000): Part[] {
    const sql = 'SELECT * FROM parts WHERE upload = ? AND number > ? ORDER BY number LIMIT ?';
    return this.#database.sql.prepare(sql).all(uploadId, after, limit).map(partOf);
  }

  remove(uploadId: string): string[] {
    const unused = this.parts(uploadId).map((part) => part.blob);
    this.#database.sql.prepare('DELETE FROM parts WHERE upload = ?').run(uploadId);
    this.#database.sql.prepare('DELETE FROM uploads WHERE id = ?').run(uploadId);
    return unused;
  }
}

function uploadOf(stored: unknown): Upload {
  const { id, bucket, key, initiated_at, details } = UploadRow.parse(stored);
  return { id, bucket, key, initiatedAt: initiated_at, ...UploadDetails.parse(JSON.parse(details)) };
}

function partOf(stored: unknown): Part {
  const { number, modified_at, blob, details } = PartRow.parse(stored);
  return { number, modifiedAt: modified_at, blob, ...ObjectContent.parse(JSON.parse(details)) };
}
