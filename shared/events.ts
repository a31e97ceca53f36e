import * as z from 'zod';
import { CloudEvent, cloudEvent } from './cloud-event.ts';
import { createPublishMany, type PublishMany, refuseTooLarge } from './event-bus.ts';

/** One kind of event: its versioned name on the bus (`guardian.test.completed.v1`), what it says, and an example. */
export interface EventDefinition<Payload extends z.ZodType = z.ZodType> {
  readonly type: string;
  /** `customers` may subscribe to it; `internal` ones never leave the platform. */
  readonly audience: 'customers' | 'internal';
  readonly description: string;
  readonly payload: Payload;
  /** The name of the field of the payload that holds the id of what the event is about. */
  readonly subject?: string;
  readonly example: z.input<Payload>;
}

export function defineEvent<Payload extends z.ZodType>(
  definition: EventDefinition<Payload> & { readonly subject?: keyof z.output<Payload> & string },
): EventDefinition<Payload> {
  return definition;
}

/** An event as verbs know it; on the bus it is a CloudEvent. Consumers are idempotent by `id`. */
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

/** @throws ZodError for data that does not fit, Error for more than a bus takes: before anything is written or sent */
export function toCloudEvent<Payload extends z.ZodType>(
  { type, subject, payload }: EventDefinition<Payload>,
  event: Event<z.input<Payload>>,
): CloudEvent {
  const made = CloudEvent.parse(cloudEvent({ ...event, type, subject, data: payload.parse(event.data) }));
  refuseTooLarge(made);
  return made;
}

/**
 * What is published in the same turn shares calls.
 * @throws Error when the bus refuses the event, so that the caller's outbox mark stays
 */
export function createPublisher(busName: string, publishMany: PublishMany = createPublishMany(busName)): Publish {
  let open: { readonly events: CloudEvent[]; readonly outcomes: ReturnType<PublishMany> } | undefined;
  const join = () => {
    const events: CloudEvent[] = [];
    const close = async () => {
      await Promise.resolve();
      open = undefined;
      return publishMany(events);
    };
    return { events, outcomes: close() };
  };
  return async (definition, event) => {
    const made = toCloudEvent(definition, event);
    open ??= join();
    const { events, outcomes } = open;
    const at = events.push(made) - 1;
    const error = (await outcomes)[at];
    if (error) throw error;
  };
}

/** Parses an event as it arrives from the bus, in an SQS body. */
export function parseEvent<Payload extends z.ZodType>(
  definition: EventDefinition<Payload>,
  body: string,
): Event<z.output<Payload>> {
  const Delivered = z.object({ detail: z.object({ ...CloudEvent.shape, type: z.literal(definition.type) }) });
  const { id, orgid, time, data } = Delivered.parse(JSON.parse(body)).detail;
  return { id, orgId: orgid, occurredAt: time, data: definition.payload.parse(data) };
}
