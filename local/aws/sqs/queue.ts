import { account, type Clock } from '../service.ts';
import { Backlog, type Entry } from './backlog.ts';
import type { Database } from './database.ts';
import { Deduplication } from './deduplication.ts';
import type { ReceivedMessage } from './message.ts';
import type { MessageStore } from './message-store.ts';
import { type QueueAttributes, type QueueSettings, settingsOf } from './queue-attribute.ts';
import { WaitingLine } from './waiting-line.ts';

export interface QueueRecord {
  readonly name: string;
  readonly createdAt: number;
  readonly modifiedAt: number;
  /** Only what was set; `effectiveAttributes` adds the defaults. */
  readonly attributes: QueueAttributes;
  readonly tags: Readonly<Record<string, string>>;
  readonly purgedAt?: number;
}

/** What every queue of one service shares. */
export interface QueueWorld {
  readonly clock: Clock;
  readonly database: Database;
  readonly messages: MessageStore;
  /** Messages in flight per queue, see `receive-message.ts`. */
  readonly inFlightLimit: number;
  findByArn(arn: string): Queue | undefined;
}

/** A message together with the handle of this receive. */
export interface Delivery {
  readonly message: ReceivedMessage;
  readonly receiptHandle: string;
}

/** One queue: its record, its messages in order, and who waits for them. The verbs stand in files of their own. */
export class Queue {
  readonly world: QueueWorld;
  readonly backlog: Backlog;
  readonly deduplication: Deduplication;
  readonly line: WaitingLine<Delivery>;
  #record: QueueRecord;
  #settings: QueueSettings;

  constructor(record: QueueRecord, world: QueueWorld) {
    this.world = world;
    this.#record = record;
    this.#settings = settingsOf(record.attributes, isFifoName(record.name));
    this.backlog = new Backlog(this.isFifo ? 'fifo' : 'fair');
    this.deduplication = new Deduplication(world.database, record.name);
    this.line = new WaitingLine(world.clock, () => this.backlog.nextChangeAt());
    const now = world.clock.now();
    for (const entry of world.messages.entries(record.name)) this.backlog.add(entry, stateOf(entry, now));
  }

  get record(): QueueRecord {
    return this.#record;
  }

  /** The caller has written the record to disk. */
  set record(record: QueueRecord) {
    this.#record = record;
    this.#settings = settingsOf(record.attributes, this.isFifo);
  }

  get settings(): QueueSettings {
    return this.#settings;
  }

  get name(): string {
    return this.#record.name;
  }

  get arn(): string {
    return arnOf(this.name);
  }

  get isFifo(): boolean {
    return isFifoName(this.#record.name);
  }

  /** Brings the queue up to the clock: delays and visibility timeouts that ended, messages past their retention. */
  advance(): void {
    const now = this.world.clock.now();
    this.backlog.advance(now);
    const isExpired = (entry: Entry) => entry.enqueuedAt + this.#settings.retentionMs <= now;
    for (let entry = this.backlog.oldest(); entry && isExpired(entry); entry = this.backlog.oldest())
      this.discard(entry);
  }

  discard(entry: Entry): void {
    this.world.messages.delete(entry);
    this.backlog.remove(entry);
  }

  /** Takes in a message that the store holds already. */
  admit(entry: Entry): void {
    this.backlog.add(entry, stateOf(entry, this.world.clock.now()));
  }
}

export function arnOf(name: string): string {
  return `arn:${account.partition}:sqs:${account.region}:${account.id}:${name}`;
}

export function isFifoName(name: string): boolean {
  return name.endsWith('.fifo');
}

function stateOf(entry: Entry, now: number): 'ready' | 'delayed' | 'in-flight' {
  if (entry.visibleAt <= now) return 'ready';
  return entry.receipt === '' ? 'delayed' : 'in-flight';
}
