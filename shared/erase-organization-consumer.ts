import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type * as z from 'zod';
import type { Erased } from './erase-organization.ts';
import { eventConsumer } from './event-consumer.ts';
import type { EventDefinition } from './events.ts';
import type { Logger } from './log.ts';

/** Well before the function's timeout; what is left then goes with the next message. */
const runMs = 40_000;

/**
 * For so long after the organization is gone its work may still write: an upload form of ours is good for 15 minutes, and then
 * its bytes have to arrive; a worker runs for 15 minutes at most; a credential is remembered for half a minute.
 */
const quietMs = 3_600_000;
/** As long as SQS can hold a message back. */
export const againSeconds = 900;

export interface EraserDeps {
  readonly log: Logger;
  readonly now: () => number;
  /** Sends the message to this consumer's own queue, so that tries are counted anew. */
  readonly again: (body: string, delaySeconds: number) => Promise<void>;
  /**
   * All that is kept, by kind. Records come first, because work that finds its record gone stops and writes nothing more; what has
   * no time left says so.
   */
  readonly erase: (input: {
    readonly orgId: string;
    readonly until: number;
  }) => Promise<Readonly<Record<string, Erased>>>;
}

/**
 * The consumer of `organization.deleted.v1`. Whatever does not fit into one run goes on in the next; then it looks every quarter
 * of an hour until nothing that was under way can have left anything. Logs name no organization, because they outlive it.
 * @throws Error for a message that made no progress; it comes back, and is parked in the end
 */
export function organizationEraser(
  definition: EventDefinition<z.ZodObject<{ organizationId: z.ZodString }>>,
  deps: EraserDeps,
) {
  return eventConsumer(definition, deps.log, async ({ orgId, occurredAt }, body) => {
    const erased = Object.entries(await deps.erase({ orgId, until: deps.now() + runMs }));
    const counts = Object.fromEntries(erased.map(([kind, { count }]) => [kind, count]));
    const isComplete = erased.every(([, kind]) => kind.isComplete);
    const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
    if (!isComplete && total === 0) throw new Error('Nothing of an organization could be erased in the time of a run.');
    if (!isComplete) await deps.again(body, 0);
    else if (deps.now() < Date.parse(occurredAt) + quietMs) await deps.again(body, againSeconds);
    deps.log.info('an organization is erased here', { ...counts, isComplete });
  });
}

/** `EraserDeps.again` by SQS. */
export function createAgain(client: SQSClient, queueUrl: string): EraserDeps['again'] {
  return async (body, delaySeconds) => {
    await client.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: body, DelaySeconds: delaySeconds }));
  };
}
