import type { StatementSync } from 'node:sqlite';
import { z } from 'zod';
import type { Database } from './database.ts';

const MoveStatus = z.enum(['RUNNING', 'COMPLETED', 'CANCELLED', 'FAILED']);

export interface MoveTask {
  readonly handle: string;
  readonly sourceArn: string;
  /** Without one, every message returns to the queue it died in. */
  readonly destinationArn?: string;
  readonly perSecond?: number;
  readonly startedAt: number;
  readonly toMove: number;
  readonly moved: number;
  readonly status: z.infer<typeof MoveStatus>;
  readonly failureReason?: string;
}

const Row = z.object({
  handle: z.string(),
  source_arn: z.string(),
  destination_arn: z.string().nullable(),
  per_second: z.number().nullable(),
  status: MoveStatus,
  moved: z.number(),
  to_move: z.number(),
  failure_reason: z.string().nullable(),
  started_at: z.number(),
});

export class MoveTaskStore {
  readonly #save: StatementSync;
  readonly #find: StatementSync;
  readonly #list: StatementSync;
  readonly #running: StatementSync;

  constructor({ sql }: Database) {
    this.#save = sql.prepare('INSERT OR REPLACE INTO move_tasks VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)');
    this.#find = sql.prepare('SELECT * FROM move_tasks WHERE handle = ?');
    this.#list = sql.prepare('SELECT * FROM move_tasks WHERE source_arn = ? ORDER BY started_at DESC LIMIT ?');
    this.#running = sql.prepare("SELECT * FROM move_tasks WHERE status = 'RUNNING'");
  }

  save(task: MoveTask): void {
    this.#save.run(
      task.handle,
      task.sourceArn,
      task.destinationArn ?? null,
      task.perSecond ?? null,
      task.status,
      task.moved,
      task.toMove,
      task.failureReason ?? null,
      task.startedAt,
    );
  }

  find(handle: string): MoveTask | undefined {
    const row = this.#find.get(handle);
    return row && taskOf(row);
  }

  /** The latest first. */
  list(sourceArn: string, limit: number): MoveTask[] {
    return this.#list.all(sourceArn, limit).map(taskOf);
  }

  running(): MoveTask[] {
    return this.#running.all().map(taskOf);
  }
}

function taskOf(raw: unknown): MoveTask {
  const row = Row.parse(raw);
  return {
    handle: row.handle,
    sourceArn: row.source_arn,
    destinationArn: row.destination_arn ?? undefined,
    perSecond: row.per_second ?? undefined,
    startedAt: row.started_at,
    toMove: row.to_move,
    moved: row.moved,
    status: row.status,
    failureReason: row.failure_reason ?? undefined,
  };
}
