import type * as z from 'zod';
import type { Table } from './dynamo.ts';
import type { Write } from './dynamo-transaction.ts';
import { type Event, type EventDefinition, type Publish, toCloudEvent } from './events.ts';
import type { Logger } from './log.ts';

/** An event with the mark that it is owed. The mark is a part of the transaction of the act that the event tells of. */
export interface Outgoing {
  readonly write: { readonly table: Table; readonly put: Extract<Write, { put: unknown }>['put'] };
  readonly definition: EventDefinition;
  readonly event: Event<unknown>;
}

/** What sending needs. `publish` has to fail when the bus does, or what is owed would be lost. */
export interface Sender {
  readonly publish: Publish;
  readonly log: Logger;
}

/** Partition of the sparse index that holds every event that is owed, by the time from which the job may send it. */
export const outboxIndex = 'OUTBOX';

/** How long whoever wrote a mark has to send its event, before the job takes it for left behind. */
export const outboxPatienceMs = 60_000;

/**
 * An event that is written in the same transaction as the act, and goes out right after; a job sends what a crash left.
 * @throws ZodError, Error for an event that could never be sent, before anything is written
 */
export function outgoing<Payload extends z.ZodType>(
  table: Table,
  definition: EventDefinition<Payload>,
  event: Event<z.input<Payload>>,
): Outgoing {
  const cloudEvent = toCloudEvent(definition, event);
  const put = {
    ...{ pk: `ORG#${event.orgId}`, sk: `OUTBOX#${event.id}`, gsi1pk: outboxIndex },
    gsi1sk: new Date(Date.parse(event.occurredAt) + outboxPatienceMs).toISOString(),
    // As text, so that it comes back byte by byte, and no nesting is too deep for the table.
    event: JSON.stringify(cloudEvent),
  };
  return { write: { table, put }, definition, event };
}

/** A transaction holds 100 items, and the act has some of its own. */
const mostMarks = 80;

/** The marks of many events, as many as a transaction has room for; `sendOutgoing` writes the others down when it must. */
export function marksOf(events: readonly Outgoing[]): Outgoing['write'][] {
  return events.slice(0, mostMarks).map(({ write }) => write);
}

/**
 * Publishes what the transaction has written, then deletes the marks. A failure is logged and fails nothing: the act is done, the
 * mark stays, and the job sends the event within two minutes; if the event was sent and only the mark stayed, a second time.
 */
export async function sendOutgoing(deps: Sender, events: readonly Outgoing[]): Promise<void> {
  const send = async (one: Outgoing, at: number) => {
    if (at >= mostMarks) return sendOrKeep(deps, one);
    const { write, definition, event } = one;
    try {
      await deps.publish(definition, event);
      const { pk, sk } = write.put;
      await write.table.delete({ pk, sk });
    } catch (error) {
      deps.log.error('left to the outbox job', error, { type: definition.type, eventId: event.id });
    }
  };
  await Promise.all(events.map(send));
}

/**
 * For an event that no transaction goes with, because asking for it is the whole act. Only when the bus refuses it, it is written
 * down for the job: a call less than writing it first, and whoever is killed in between has promised nothing to anybody.
 * @throws Error when it could be neither sent nor written
 */
export async function sendOrKeep({ publish, log }: Sender, { write, definition, event }: Outgoing): Promise<void> {
  try {
    await publish(definition, event);
  } catch (error) {
    log.error('left to the outbox job', error, { type: definition.type, eventId: event.id });
    await write.table.put(write.put);
  }
}
