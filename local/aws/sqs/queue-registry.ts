import type { StatementSync } from 'node:sqlite';
import { z } from 'zod';
import type { Clock } from '../service.ts';
import type { Database } from './database.ts';
import { queueDoesNotExist } from './error.ts';
import { MessageStore } from './message-store.ts';
import { arnOf, Queue, type QueueRecord, type QueueWorld } from './queue.ts';

const StringMap = z.record(z.string(), z.string());
const Row = z.object({
  name: z.string(),
  created_at: z.number(),
  modified_at: z.number(),
  attributes: z.string(),
  tags: z.string(),
  purged_at: z.number().nullable(),
});

/** All queues, in memory and on disk. */
export class QueueRegistry implements QueueWorld {
  readonly clock: Clock;
  readonly database: Database;
  readonly messages: MessageStore;
  readonly inFlightLimit: number;
  readonly #queues = new Map<string, Queue>();
  readonly #save: StatementSync;
  readonly #delete: StatementSync;

  constructor(database: Database, clock: Clock, inFlightLimit: number) {
    this.database = database;
    this.clock = clock;
    this.inFlightLimit = inFlightLimit;
    this.messages = new MessageStore(database);
    this.#save = database.sql.prepare('INSERT OR REPLACE INTO queues VALUES (?, ?, ?, ?, ?, ?)');
    this.#delete = database.sql.prepare('DELETE FROM queues WHERE name = ?');
    for (const row of database.sql.prepare('SELECT * FROM queues ORDER BY name').all()) {
      const record = recordOf(row);
      this.#queues.set(record.name, new Queue(record, this));
    }
  }

  find(name: string): Queue | undefined {
    return this.#queues.get(name);
  }

  findByArn(arn: string): Queue | undefined {
    const queue = this.#queues.get(arn.split(':').at(-1) ?? '');
    return queue?.arn === arn ? queue : undefined;
  }

  /** By the URL's last segment alone, because the host differs between callers of the same runtime. */
  byUrl(queueUrl: string): Queue {
    const queue = this.#queues.get(nameInUrl(queueUrl));
    if (!queue) throw queueDoesNotExist();
    return queue;
  }

  /** In order of name. */
  all(): Queue[] {
    return [...this.#queues.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  deadLetterSourcesOf(arn: string): Queue[] {
    return this.all().filter((queue) => queue.settings.redrivePolicy?.deadLetterTargetArn === arn);
  }

  save(record: QueueRecord): Queue {
    const { name, createdAt, modifiedAt, attributes, tags, purgedAt } = record;
    this.#save.run(name, createdAt, modifiedAt, JSON.stringify(attributes), JSON.stringify(tags), purgedAt ?? null);
    const known = this.#queues.get(name);
    if (known) known.record = record;
    const queue = known ?? new Queue(record, this);
    this.#queues.set(name, queue);
    return queue;
  }

  remove(queue: Queue): void {
    this.database.transact(() => {
      this.messages.clear(queue.name);
      queue.deduplication.forgetAll();
      this.#delete.run(queue.name);
    });
    this.#queues.delete(queue.name);
    queue.line.stop();
  }

  stop(): void {
    for (const queue of this.#queues.values()) queue.line.stop();
  }
}

export function nameInUrl(queueUrl: string): string {
  return queueUrl.split('/').at(-1) ?? '';
}

export function arnInUrl(queueUrl: string): string {
  return arnOf(nameInUrl(queueUrl));
}

function recordOf(raw: unknown): QueueRecord {
  const row = Row.parse(raw);
  return {
    name: row.name,
    createdAt: row.created_at,
    modifiedAt: row.modified_at,
    attributes: StringMap.parse(JSON.parse(row.attributes)),
    tags: StringMap.parse(JSON.parse(row.tags)),
    purgedAt: row.purged_at ?? undefined,
  };
}
