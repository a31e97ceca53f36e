import { z } from 'zod';
import type { Clock } from '../service.ts';
import type { Database } from './database.ts';
import { noSuchBucket, S3Error } from './errors.ts';

/** The subresources that a bucket remembers, by the query parameter that names them. */
export const settingKinds = [
  'encryption',
  'publicAccessBlock',
  'versioning',
  'cors',
  'lifecycle',
  'policy',
  'ownershipControls',
  'notification',
  'tagging',
] as const;
export type SettingKind = (typeof settingKinds)[number];

const Bucket = z.object({ name: z.string(), created_at: z.number() });

/** Buckets and the documents they were configured with, kept as they were sent. */
export class BucketStore {
  readonly #database: Database;
  readonly #clock: Clock;

  constructor(database: Database, clock: Clock) {
    this.#database = database;
    this.#clock = clock;
  }

  create(bucket: string, settings: Partial<Record<SettingKind, string>>): void {
    requireName(bucket);
    this.#database.transact(() => {
      if (this.has(bucket)) throw alreadyOwned(bucket);
      this.#database.sql.prepare('INSERT INTO buckets VALUES (?, ?)').run(bucket, this.#clock.now());
      for (const kind of settingKinds) {
        const document = settings[kind];
        if (document !== undefined) this.set(bucket, kind, document);
      }
    });
  }

  has(bucket: string): boolean {
    return this.#database.sql.prepare('SELECT 1 FROM buckets WHERE name = ?').get(bucket) !== undefined;
  }

  require(bucket: string): void {
    if (!this.has(bucket)) throw noSuchBucket(bucket);
  }

  list(): { name: string; createdAt: number }[] {
    const rows = this.#database.sql.prepare('SELECT * FROM buckets ORDER BY name').all();
    return z
      .array(Bucket)
      .parse(rows)
      .map(({ name, created_at }) => ({ name, createdAt: created_at }));
  }

  remove(bucket: string): void {
    for (const table of ['settings WHERE bucket', 'buckets WHERE name']) {
      this.#database.sql.prepare(`DELETE FROM ${table} = ?`).run(bucket);
    }
  }

  get(bucket: string, kind: SettingKind): string | undefined {
    const row = this.#database.sql
      .prepare('SELECT document FROM settings WHERE bucket = ? AND kind = ?')
      .get(bucket, kind);
    return row === undefined ? undefined : z.object({ document: z.string() }).parse(row).document;
  }

  set(bucket: string, kind: SettingKind, document: string): void {
    this.#database.sql.prepare('INSERT OR REPLACE INTO settings VALUES (?, ?, ?)').run(bucket, kind, document);
  }

  unset(bucket: string, kind: SettingKind): void {
    this.#database.sql.prepare('DELETE FROM settings WHERE bucket = ? AND kind = ?').run(bucket, kind);
  }
}

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
function requireName(bucket: string): void {
  const isValid =
    /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(bucket) && !bucket.includes('..') && !/^\d+\.\d+\.\d+\.\d+$/.test(bucket);
  if (isValid) return;
  throw new S3Error('InvalidBucketName', 'The specified bucket is not valid.', 400, { BucketName: bucket });
}

/** us-east-1 answers 200 here for old times' sake; every other region, as ours, refuses. */
function alreadyOwned(bucket: string): S3Error {
  const message = 'Your previous request to create the named bucket succeeded and you already own it.';
  return new S3Error('BucketAlreadyOwnedByYou', message, 409, { BucketName: bucket });
}
