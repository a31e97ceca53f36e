import type { StatementSync } from 'node:sqlite';
import { z } from 'zod';
import type { Database } from './database.ts';

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/using-messagededuplicationid-property.html */
const intervalMs = 5 * 60_000;

/** The message that a repeated send is answered with. */
export interface Accepted {
  readonly id: string;
  readonly position: number;
}

const Row = z.object({ key: z.string(), message_id: z.string(), position: z.number(), expires_at: z.number() });

/** What one FIFO queue has accepted in the last five minutes; it outlives the messages themselves. */
export class Deduplication {
  readonly #queue: string;
  readonly #accepted = new Map<string, Accepted & { readonly expiresAt: number }>();
  readonly #insert: StatementSync;
  readonly #expire: StatementSync;

  constructor({ sql }: Database, queue: string) {
    this.#queue = queue;
    this.#insert = sql.prepare('INSERT OR REPLACE INTO deduplications VALUES (?, ?, ?, ?, ?)');
    this.#expire = sql.prepare('DELETE FROM deduplications WHERE queue = ? AND expires_at <= ?');
    const rows = sql.prepare('SELECT * FROM deduplications WHERE queue = ? ORDER BY expires_at').all(queue);
    for (const row of rows.map((raw) => Row.parse(raw)))
      this.#accepted.set(row.key, { id: row.message_id, position: row.position, expiresAt: row.expires_at });
  }

  find(key: string, now: number): Accepted | undefined {
    this.#forgetUntil(now);
    return this.#accepted.get(key);
  }

  remember(key: string, { id, position }: Accepted, now: number): void {
    const expiresAt = now + intervalMs;
    this.#accepted.set(key, { id, position, expiresAt });
    this.#insert.run(this.#queue, key, id, position, expiresAt);
  }

  forgetAll(): void {
    this.#forgetUntil(Number.MAX_SAFE_INTEGER);
  }

  /** Entries stand in order of expiry, because all live equally long. */
  #forgetUntil(now: number): void {
    let hasForgotten = false;
    for (const [key, { expiresAt }] of this.#accepted) {
      if (expiresAt > now) break;
      this.#accepted.delete(key);
      hasForgotten = true;
    }
    if (hasForgotten) this.#expire.run(this.#queue, now);
  }
}
