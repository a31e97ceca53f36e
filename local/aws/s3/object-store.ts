import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { Clock } from '../service.ts';
import type { Database } from './database.ts';
import {
  type AnyVersion,
  type DeleteMarker,
  type ObjectDetails,
  type ObjectVersion,
  versionOf,
} from './object-version.ts';

/** What `PutBucketVersioning` said last; a bucket that never heard it is `Off`. */
export type Versioning = 'Off' | 'Enabled' | 'Suspended';

export interface NewObject {
  readonly bucket: string;
  readonly key: string;
  readonly blob: string;
  readonly details: ObjectDetails;
}

/** The rows of all versions of all keys. Callers bring the transaction; blobs that no row names any more are theirs to delete. */
export class ObjectStore {
  readonly #database: Database;
  readonly #clock: Clock;

  constructor(database: Database, clock: Clock) {
    this.#database = database;
    this.#clock = clock;
  }

  latest(bucket: string, key: string): AnyVersion | undefined {
    const found = this.#get('SELECT * FROM objects WHERE bucket = ? AND key = ? AND is_latest = 1', bucket, key);
    return found === undefined ? undefined : versionOf(found);
  }

  version(bucket: string, key: string, versionId: string): AnyVersion | undefined {
    const found = this.#get(
      'SELECT * FROM objects WHERE bucket = ? AND key = ? AND version_id = ?',
      bucket,
      key,
      versionId,
    );
    return found === undefined ? undefined : versionOf(found);
  }

  isEmpty(bucket: string): boolean {
    return this.#get('SELECT 1 FROM objects WHERE bucket = ? LIMIT 1', bucket) === undefined;
  }

  put(object: NewObject, versioning: Versioning): { written: ObjectVersion; unused: string[] } {
    const unused = this.#makeRoom(object.bucket, object.key, versioning);
    const written = this.#insert(object, versioning);
    if (written.isDeleteMarker) throw new Error('An object was stored as a delete marker.');
    return { written, unused };
  }

  putDeleteMarker(bucket: string, key: string, versioning: Versioning): { written: DeleteMarker; unused: string[] } {
    const unused = this.#makeRoom(bucket, key, versioning);
    const written = this.#insert({ bucket, key }, versioning);
    if (!written.isDeleteMarker) throw new Error('A delete marker was stored as an object.');
    return { written, unused };
  }

  /** Takes one version away for good; the newest one left becomes the current one. */
  remove(version: AnyVersion): string[] {
    const { bucket, key, sequence } = version;
    this.#run('DELETE FROM objects WHERE sequence = ?', sequence);
    if (version.isLatest) {
      this.#run(
        `UPDATE objects SET is_latest = 1, noncurrent_since = NULL WHERE sequence =
          (SELECT max(sequence) FROM objects WHERE bucket = ? AND key = ?)`,
        bucket,
        key,
      );
    }
    return version.isDeleteMarker ? [] : [version.blob];
  }

  /** Whether the key has no other version. */
  isAlone({ bucket, key, sequence }: AnyVersion): boolean {
    const sql = 'SELECT 1 FROM objects WHERE bucket = ? AND key = ? AND sequence <> ? LIMIT 1';
    return this.#get(sql, bucket, key, sequence) === undefined;
  }

  setTags(version: ObjectVersion, tags: Readonly<Record<string, string>>): void {
    const sql = "UPDATE objects SET details = json_set(details, '$.tags', json(?)) WHERE sequence = ?";
    this.#run(sql, JSON.stringify(tags), version.sequence);
  }

  /** All blobs that a row names, of objects and of parts. */
  blobs(): Set<string> {
    const rows = this.#database.sql
      .prepare('SELECT blob FROM objects WHERE blob IS NOT NULL UNION ALL SELECT blob FROM parts')
      .all();
    return new Set(
      z
        .array(z.object({ blob: z.string() }))
        .parse(rows)
        .map(({ blob }) => blob),
    );
  }

  /** A suspended or unversioned bucket overwrites the `null` version; the others become noncurrent. */
  #makeRoom(bucket: string, key: string, versioning: Versioning): string[] {
    const overwritten = versioning === 'Enabled' ? undefined : this.version(bucket, key, 'null');
    const unused = overwritten === undefined ? [] : this.remove(overwritten);
    const now = this.#now();
    this.#run(
      'UPDATE objects SET is_latest = 0, noncurrent_since = ? WHERE bucket = ? AND key = ? AND is_latest = 1',
      now,
      bucket,
      key,
    );
    return unused;
  }

  #insert(object: { bucket: string; key: string } & Partial<NewObject>, versioning: Versioning): AnyVersion {
    const versionId = versioning === 'Enabled' ? randomBytes(24).toString('base64url') : 'null';
    return versionOf(
      this.#get(
        `INSERT INTO objects (bucket, key, version_id, is_latest, is_delete_marker, last_modified, blob, details)
          VALUES (?, ?, ?, 1, ?, ?, ?, ?) RETURNING *`,
        object.bucket,
        object.key,
        versionId,
        object.blob === undefined ? 1 : 0,
        this.#now(),
        object.blob ?? null,
        JSON.stringify(object.details ?? {}),
      ),
    );
  }

  #now(): number {
    return Math.floor(this.#clock.now() / 1000) * 1000;
  }

  #get(sql: string, ...values: (string | number | null)[]): unknown {
    return this.#database.sql.prepare(sql).get(...values);
  }

  #run(sql: string, ...values: (string | number | null)[]): void {
    this.#database.sql.prepare(sql).run(...values);
  }
}
