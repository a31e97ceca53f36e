import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { inTransaction, openDatabase } from '../database.ts';

/**
 * One row per version of a key; `sequence` is the order of writes. Without versioning a key has one row, version `null`.
 * SQLite compares TEXT by its UTF-8 bytes, which is S3's order of keys.
 */
const schema = `
CREATE TABLE IF NOT EXISTS buckets (name TEXT PRIMARY KEY, created_at INTEGER NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS settings (
  bucket TEXT NOT NULL, kind TEXT NOT NULL, document TEXT NOT NULL, PRIMARY KEY (bucket, kind)
) STRICT;
CREATE TABLE IF NOT EXISTS objects (
  sequence INTEGER PRIMARY KEY AUTOINCREMENT, bucket TEXT NOT NULL, key TEXT NOT NULL, version_id TEXT NOT NULL,
  is_latest INTEGER NOT NULL, is_delete_marker INTEGER NOT NULL, last_modified INTEGER NOT NULL,
  noncurrent_since INTEGER, blob TEXT, details TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX IF NOT EXISTS objects_by_version ON objects (bucket, key, version_id);
CREATE UNIQUE INDEX IF NOT EXISTS objects_latest ON objects (bucket, key) WHERE is_latest = 1;
CREATE TABLE IF NOT EXISTS uploads (
  id TEXT PRIMARY KEY, bucket TEXT NOT NULL, key TEXT NOT NULL, initiated_at INTEGER NOT NULL, details TEXT NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS parts (
  upload TEXT NOT NULL, number INTEGER NOT NULL, modified_at INTEGER NOT NULL, blob TEXT NOT NULL, details TEXT NOT NULL,
  PRIMARY KEY (upload, number)
) STRICT;
CREATE TABLE IF NOT EXISTS outbox (id INTEGER PRIMARY KEY AUTOINCREMENT, document TEXT NOT NULL) STRICT;
`;

export class Database {
  readonly sql: DatabaseSync;

  constructor(stateDirectory: string) {
    this.sql = openDatabase(join(stateDirectory, 's3.sqlite'), schema);
  }

  /** Synchronous, so nothing else of this process comes between the check and the write of a conditional request. */
  transact<T>(work: () => T): T {
    return inTransaction(this.sql, work);
  }

  close(): void {
    this.sql.close();
  }
}
