import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import { inTransaction } from '../database.ts';
import type { Clock } from '../service.ts';
import { createAlarm } from './alarm.ts';
import { type Delivery, defaultRetry, StoredDelivery } from './delivery.ts';
import { backoffMs, exhausted, type Failure, failureOf, type RetryCondition } from './failure.ts';

export const outboundSchema = `
  CREATE TABLE IF NOT EXISTS deliveries (
    id INTEGER PRIMARY KEY AUTOINCREMENT, stored TEXT NOT NULL,
    attempts INTEGER NOT NULL, created_at INTEGER NOT NULL, due_at INTEGER NOT NULL
  );
  CREATE INDEX IF NOT EXISTS deliveries_by_due ON deliveries (due_at, id);`;

const Row = z.object({
  id: z.number(),
  stored: z.string(),
  attempts: z.number(),
  created_at: z.number(),
});
const Due = z.object({ due_at: z.number().nullable() });

/** How many targets are called at the same time. */
const maximumInFlight = 32;

/** What is known when a delivery fails, and in the end is given up. */
export interface GivenUp extends Failure {
  readonly stored: StoredDelivery;
  readonly attempts: number;
  readonly condition?: RetryCondition;
}

export interface OutboundOptions {
  readonly database: DatabaseSync;
  readonly clock: Clock;
  /** `attempt` starts at 1. */
  readonly deliver: (delivery: Delivery, attempt: number) => Promise<void>;
  /** Scheduler writes to a dead-letter queue in its role; a rule does so as the service, which the queue's policy must allow. */
  readonly keepsRoleForDeadLetters: boolean;
  /** The attributes of the message in the dead-letter queue. */
  readonly describe: (givenUp: GivenUp) => Record<string, string>;
  /** Told in one sentence of the first failure of a delivery, and of its loss when it has no dead-letter queue. */
  readonly report: (problem: string) => void;
  readonly random?: () => number;
}

export interface Outbound {
  /** Stores a delivery; inside the caller's transaction when there is one. Call `wake` after the commit. */
  enqueue(stored: StoredDelivery): void;
  wake(): void;
  /** Waits for the calls under way; everything not accepted stays stored for the next start. */
  stop(): Promise<void>;
}

/** Calls targets until they accept: at least once, over restarts, with back-off, then the dead-letter queue. */
export function createOutbound(options: OutboundOptions): Outbound {
  const { database, clock } = options;
  const random = options.random ?? Math.random;
  const inFlight = new Map<number, Promise<void>>();
  let stopped = false;

  const insert = database.prepare('INSERT INTO deliveries (stored, attempts, created_at, due_at) VALUES (?, 0, ?, ?)');
  const remove = database.prepare('DELETE FROM deliveries WHERE id = ?');
  const postpone = database.prepare('UPDATE deliveries SET attempts = ?, due_at = ? WHERE id = ?');
  const due = database.prepare('SELECT * FROM deliveries WHERE due_at <= ? ORDER BY due_at, id LIMIT ?');
  const later = database.prepare('SELECT MIN(due_at) AS due_at FROM deliveries WHERE due_at > ?');

  // What is due now is either in flight or waits for a free place, and a finished call looks for it.
  const nextAt = () => Due.parse(later.get(clock.now())).due_at ?? undefined;
  const alarm = createAlarm({ clock, nextAt, ring: pump });

  function enqueue(stored: StoredDelivery): void {
    insert.run(JSON.stringify(stored), clock.now(), clock.now());
  }

  function pump(): void {
    if (stopped) return;
    for (const row of due.all(clock.now(), maximumInFlight + inFlight.size)) {
      const parsed = Row.parse(row);
      if (inFlight.has(parsed.id) || inFlight.size >= maximumInFlight) continue;
      inFlight.set(parsed.id, attempt(parsed));
    }
  }

  function wake(): void {
    pump();
    alarm.set();
  }

  async function attempt(row: z.infer<typeof Row>): Promise<void> {
    const stored = StoredDelivery.parse(JSON.parse(row.stored));
    const attempts = row.attempts + 1;
    try {
      await options.deliver(stored.delivery, attempts);
      remove.run(row.id);
    } catch (error) {
      settleFailure(row, { stored, attempts, ...failureOf(error) });
    } finally {
      inFlight.delete(row.id);
    }
    if (!stopped) wake();
  }

  function settleFailure(row: z.infer<typeof Row>, failed: GivenUp): void {
    const ageMs = clock.now() - row.created_at;
    const condition = exhausted(failed.stored, { attempts: failed.attempts, ageMs });
    if (failed.isRetriable && !condition) {
      postpone.run(failed.attempts, clock.now() + backoffMs(failed.attempts, random), row.id);
      if (failed.attempts === 1) options.report(`${inWords(failed)}, and is tried again`);
      return;
    }
    inTransaction(database, () => {
      remove.run(row.id);
      giveUp({ ...failed, condition });
    });
  }

  function giveUp(givenUp: GivenUp): void {
    const { delivery, deadLetterArn } = givenUp.stored;
    if (!deadLetterArn) {
      options.report(`${inWords(givenUp)}, and is lost: there is no dead-letter queue`);
      return;
    }
    const letter = {
      ...delivery,
      arn: deadLetterArn,
      messageGroupId: undefined,
      roleArn: options.keepsRoleForDeadLetters ? delivery.roleArn : undefined,
      attributes: options.describe(givenUp),
    };
    enqueue({ delivery: letter, ...defaultRetry });
  }

  async function stop(): Promise<void> {
    stopped = true;
    alarm.stop();
    await Promise.all(inFlight.values());
  }

  return { enqueue, wake, stop };
}

function inWords({ stored, code, message }: GivenUp): string {
  const { ruleArn, arn } = stored.delivery;
  return `A delivery of ${ruleArn} to ${arn} failed (${code}: ${message.replace(/\.$/, '')})`;
}
