import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { inTransaction, openDatabase } from '../database.ts';

/** AUTOINCREMENT, because a position may never be given twice: sequence numbers must grow for ever. */
const schema = `
CREATE TABLE IF NOT EXISTS queues (
  name TEXT PRIMARY KEY, created_at INTEGER NOT NULL, modified_at INTEGER NOT NULL,
  attributes TEXT NOT NULL, tags TEXT NOT NULL, purged_at INTEGER
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS messages (
  position INTEGER PRIMARY KEY AUTOINCREMENT, queue TEXT NOT NULL, id TEXT NOT NULL,
  body TEXT NOT NULL, body_md5 TEXT NOT NULL, attributes TEXT, trace_header TEXT,
  group_id TEXT, deduplication_id TEXT, sender_id TEXT NOT NULL, dead_letter_source TEXT,
  sent_at INTEGER NOT NULL, enqueued_at INTEGER NOT NULL, visible_at INTEGER NOT NULL,
  first_received_at INTEGER, received_at INTEGER NOT NULL DEFAULT 0, receipt TEXT NOT NULL DEFAULT '',
  receives INTEGER NOT NULL DEFAULT 0, total_receives INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX IF NOT EXISTS messages_by_queue ON messages (queue);
CREATE TABLE IF NOT EXISTS deduplications (
  queue TEXT NOT NULL, key TEXT NOT NULL, message_id TEXT NOT NULL, position INTEGER NOT NULL, expires_at INTEGER NOT NULL,
  PRIMARY KEY (queue, key)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS move_tasks (
  handle TEXT PRIMARY KEY, source_arn TEXT NOT NULL, destination_arn TEXT, per_second INTEGER, status TEXT NOT NULL,
  moved INTEGER NOT NULL, to_move INTEGER NOT NULL, failure_reason TEXT, started_at INTEGER NOT NULL
) WITHOUT ROWID;
`;

/** The one file of this service; every store and every queue has its statements prepared on it. */
export class Database {
  readonly sql: DatabaseSync;

  constructor(stateDirectory: string) {
    this.sql = openDatabase(join(stateDirectory, 'sqs.sqlite'), schema);
  }

  transact<T>(work: () => T): T {
    return inTransaction(this.sql, work);
  }

  close(): void {
    this.sql.close();
  }
}
