import { z } from 'zod';
import type { Clock } from '../service.ts';
import type { Database } from './database.ts';
import { Destination } from './notification.ts';
import { type ObjectEvent, recordOf, type S3Record } from './object-event.ts';

/** Takes one event to one destination; a rejection means: try again. */
export type OnObjectEvent = (bucket: string, event: S3Record, destination: Destination) => void | Promise<void>;

const Entry = z.object({
  bucket: z.string(),
  record: z.custom<S3Record>((value) => typeof value === 'object' && value !== null),
  destination: Destination,
});
const Row = z.object({ id: z.number(), document: z.string() });

const retryMs = { first: 1000, last: 60_000 };

/**
 * Events are written with the change they tell of and deleted once delivered, so that a killed process loses none: at
 * least once, as S3 promises (https://docs.aws.amazon.com/AmazonS3/latest/userguide/EventNotifications.html).
 */
export class Outbox {
  readonly #database: Database;
  readonly #clock: Clock;
  readonly #deliver: OnObjectEvent | undefined;
  readonly #onError: (error: unknown) => void;
  #running: Promise<void> | undefined;
  #isAskedAgain = false;
  #retryAfter = retryMs.first;
  #cancelRetry: () => void = () => {};

  constructor(database: Database, clock: Clock, deliver: OnObjectEvent | undefined, onError: (error: unknown) => void) {
    this.#database = database;
    this.#clock = clock;
    this.#deliver = deliver;
    this.#onError = onError;
  }

  get hasReceiver(): boolean {
    return this.#deliver !== undefined;
  }

  /** Within the transaction of the change. The row's id grows for ever, which makes it the sequencer. */
  add(event: ObjectEvent, destinations: readonly Destination[]): void {
    for (const destination of destinations) {
      const { id } = z
        .object({ id: z.number() })
        .parse(this.#database.sql.prepare("INSERT INTO outbox (document) VALUES ('') RETURNING id").get());
      const sequencer = id.toString(16).toUpperCase().padStart(16, '0');
      const record = recordOf(event, this.#clock.now(), sequencer, destination.configurationId);
      const document = JSON.stringify({ bucket: event.bucket, record, destination });
      this.#database.sql.prepare('UPDATE outbox SET document = ? WHERE id = ?').run(document, id);
    }
  }

  /** Starts to deliver what waits; never two at once, so that events keep their order unless one fails. */
  flush(): void {
    if (this.#running !== undefined) {
      this.#isAskedAgain = true;
      return;
    }
    this.#cancelRetry();
    this.#running = this.#deliverAll().finally(() => {
      this.#running = undefined;
      if (!this.#isAskedAgain) return;
      this.#isAskedAgain = false;
      this.flush();
    });
  }

  async stop(): Promise<void> {
    this.#isAskedAgain = false;
    await this.#running;
    this.#cancelRetry();
  }

  async #deliverAll(): Promise<void> {
    let failures = 0;
    for (const row of this.#database.sql.prepare('SELECT * FROM outbox ORDER BY id').all()) {
      const { id, document } = Row.parse(row);
      try {
        await this.#deliverOne(document);
        this.#database.sql.prepare('DELETE FROM outbox WHERE id = ?').run(id);
      } catch (error) {
        failures += 1;
        this.#onError(error);
      }
    }
    this.#retryAfter = failures === 0 ? retryMs.first : Math.min(this.#retryAfter * 2, retryMs.last);
    if (failures > 0) this.#cancelRetry = this.#clock.schedule(this.#retryAfter / 2, () => this.flush());
  }

  async #deliverOne(document: string): Promise<void> {
    if (this.#deliver === undefined) throw new Error('An object event waits, but nobody takes object events.');
    const { bucket, record, destination } = Entry.parse(JSON.parse(document));
    await this.#deliver(bucket, record, destination);
  }
}
