import * as z from 'zod';
import { CloudEvent } from './cloud-event.ts';
import type { Table } from './dynamo.ts';
import type { PublishMany } from './event-bus.ts';
import type { Logger } from './log.ts';
import { outboxIndex } from './outbox.ts';

interface Call {
  readonly deps: {
    readonly table: Table;
    readonly publishMany: PublishMany;
    readonly log: Logger;
    readonly now: () => number;
  };
  /** `until`: when to stop, in milliseconds since the epoch; the next run goes on. */
  readonly input: { readonly until: number };
}

const Mark = z.object({ pk: z.string(), sk: z.string(), gsi1pk: z.string(), gsi1sk: z.string(), event: z.unknown() });
type Mark = z.infer<typeof Mark>;

/** One call of the bus, when the events are of the usual size. */
const pageSize = 10;

/**
 * Sends every event whose sender had time to and did not. What cannot be read or sent stays, is counted, and keeps nobody
 * waiting: the run goes on behind it. An event may go out twice, by the same id, when its sender was only slow.
 */
export async function sendOutbox({ deps, input }: Call): Promise<{ sent: number; failed: number }> {
  const skBefore = new Date(deps.now()).toISOString();
  const total = { sent: 0, failed: 0 };
  for (let after: Record<string, string> | undefined; deps.now() < input.until; ) {
    const marks = await deps.table.query(Mark, {
      index: 'gsi1',
      pk: outboxIndex,
      skBefore,
      limit: pageSize,
      ...(after && { after }),
    });
    const sent = await sendPage(deps, marks);
    total.sent += sent;
    total.failed += marks.length - sent;
    const last = marks.at(-1);
    if (!last || marks.length < pageSize) break;
    const { event: _, ...key } = last;
    after = key;
  }
  return total;
}

async function sendPage(deps: Call['deps'], marks: readonly Mark[]): Promise<number> {
  const readable = marks.flatMap((mark) => {
    const event = eventIn(deps.log, mark);
    return event ? [{ mark, event }] : [];
  });
  const outcomes = await deps.publishMany(readable.map(({ event }) => event));
  const sent = readable.filter(({ mark, event }, at) => {
    const error = outcomes[at];
    if (error) deps.log.error('event not sent', error, { type: event.type, sk: mark.sk });
    return !error;
  });
  await Promise.all(sent.map(({ mark: { pk, sk } }) => deps.table.delete({ pk, sk })));
  return sent.length;
}

function eventIn(log: Logger, { event, sk }: Mark): CloudEvent | undefined {
  try {
    return CloudEvent.parse(JSON.parse(z.string().parse(event)));
  } catch (error) {
    log.error('unreadable event in the outbox', error, { sk });
    return undefined;
  }
}

/** Well before the timeout of a function that has a minute. */
const runMs = 40_000;

/** The job of a service, every minute. What was left over is thrown, so that the alarm on the errors of its function sees it. */
export function outboxJob(deps: Call['deps']): () => Promise<void> {
  return async () => {
    const { sent, failed } = await sendOutbox({ deps, input: { until: deps.now() + runMs } });
    if (sent > 0) deps.log.warn('sent what was left in the outbox', { sent });
    if (failed > 0) throw new Error(`${failed} events of the outbox could not be sent.`);
  };
}
