import type { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import * as z from 'zod';
import type { Logger } from './log.ts';

/** One kind of event: its versioned name on the bus (`guardian.test.completed.v1`), what it says, and an example. */
export interface EventDefinition<Payload extends z.ZodType = z.ZodType> {
  readonly type: string;
  readonly description: string;
  readonly payload: Payload;
}

export function defineEvent<Payload extends z.ZodType>(definition: EventDefinition<Payload>): EventDefinition<Payload> {
  return definition;
}

/** What is inside `detail` on the bus. Consumers are idempotent by `id`. */
const Envelope = z.object({
  id: z.string(),
  orgId: z.string(),
  occurredAt: z.iso.datetime(),
  data: z.unknown(),
});

export interface Event<Data> {
  readonly id: string;
  readonly orgId: string;
  /** ISO 8601, UTC. */
  readonly occurredAt: string;
  readonly data: Data;
}

export type Publish = <Payload extends z.ZodType>(
  definition: EventDefinition<Payload>,
  event: Event<z.input<Payload>>,
) => Promise<void>;

/**
 * The client is imported with the first event, because reads publish nothing and should not load it.
 * @throws Error when the bus refuses the event, so that the caller's outbox mark stays
 */
export function createPublisher(busName: string): Publish {
  let client: EventBridgeClient | undefined;
  return async (definition, event) => {
    const { EventBridgeClient, PutEventsCommand } = await import('@aws-sdk/client-eventbridge');
    client ??= new EventBridgeClient({});
    const data = definition.payload.parse(event.data);
    const entry = {
      EventBusName: busName,
      Source: `odavl.${definition.type.split('.')[0]}`,
      DetailType: definition.type,
      Detail: JSON.stringify({ ...event, data }),
      Time: new Date(event.occurredAt),
    };
    const { FailedEntryCount, Entries } = await client.send(new PutEventsCommand({ Entries: [entry] }));
    if (FailedEntryCount) {
      throw new Error(`The bus refused ${definition.type}: ${Entries?.[0]?.ErrorCode} ${Entries?.[0]?.ErrorMessage}`);
    }
  };
}

/**
 * For events whose loss is bearable, told after the state has changed: failing the request would make its client do again
 * what is done already. What is lost is logged as an error.
 */
export function bestEffort(publish: Publish, log: Logger): Publish {
  return async (definition, event) => {
    try {
      await publish(definition, event);
    } catch (error) {
      log.error('event lost', error, { type: definition.type, eventId: event.id });
    }
  };
}

/** Parses an event as it arrives from the bus, in an SQS body. */
export function parseEvent<Payload extends z.ZodType>(
  definition: EventDefinition<Payload>,
  body: string,
): Event<z.output<Payload>> {
  const Delivered = z.object({ 'detail-type': z.literal(definition.type), detail: Envelope });
  const { detail } = Delivered.parse(JSON.parse(body));
  return { ...detail, data: definition.payload.parse(detail.data) };
}
