import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync, type SQLOutputValue } from 'node:sqlite';
import { z } from 'zod';

/** One accepted asynchronous invocation that has not come to its end. */
const asyncEventSchema = z.object({
  requestId: z.string(),
  functionName: z.string(),
  payload: z.string(),
  acceptedAt: z.number(),
  /** Attempts that ran the function. */
  attempts: z.number(),
  /** Attempts that were throttled since the function last ran. */
  throttles: z.number(),
  dueAt: z.number(),
});
export type AsyncEvent = z.infer<typeof asyncEventSchema>;

/** Lambda's internal event queue, on disk: an accepted event survives a kill of the runtime. */
export class AsyncStore {
  readonly #database: DatabaseSync;

  constructor(directory: string) {
    mkdirSync(directory, { recursive: true });
    this.#database = new DatabaseSync(join(directory, 'async-events.sqlite'));
    this.#database.exec(`
      PRAGMA journal_mode = WAL;
      PRAGMA synchronous = NORMAL;
      CREATE TABLE IF NOT EXISTS event (
        requestId TEXT PRIMARY KEY, functionName TEXT NOT NULL, payload TEXT NOT NULL, acceptedAt REAL NOT NULL,
        attempts INTEGER NOT NULL, throttles INTEGER NOT NULL, dueAt REAL NOT NULL
      ) STRICT;`);
  }

  put(event: AsyncEvent): void {
    this.#database
      .prepare(
        'INSERT OR REPLACE INTO event VALUES (:requestId, :functionName, :payload, :acceptedAt, :attempts, :throttles, :dueAt)',
      )
      .run({ ...event });
  }

  delete(requestId: string): void {
    this.#database.prepare('DELETE FROM event WHERE requestId = ?').run(requestId);
  }

  all(): AsyncEvent[] {
    const rows: Record<string, SQLOutputValue>[] = this.#database
      .prepare('SELECT * FROM event ORDER BY acceptedAt')
      .all();
    return rows.map((row) => asyncEventSchema.parse(row));
  }

  close(): void {
    if (this.#database.isOpen) this.#database.close();
  }
}
