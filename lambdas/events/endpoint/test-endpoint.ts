import type { CloudEvent } from '../../../shared/cloud-event.ts';
import type { Context } from '../../../shared/context.ts';
import { AppError } from '../../../shared/errors.ts';
import { type EventDefinition, toCloudEvent } from '../../../shared/events.ts';
import { newId } from '../../../shared/id.ts';
import type { Endpoint } from './endpoint.ts';
import type { TestRequest } from './new-endpoint.ts';
import { requireEndpoint } from './require-endpoint.ts';
import type { EndpointStore } from './store.ts';

/** An event as it is sent, of which receivers are told that nothing happened. */
export type TestEvent = CloudEvent & { readonly test: true };

/** Gives one event to one endpoint as if the feed had brought it: a number, a receipt, attempts. Replies the id of the delivery. */
export type DeliverOne = (orgId: string, endpoint: Endpoint, event: TestEvent) => Promise<string>;

/**
 * Sends the example of a type through all that a real event goes through, filters aside: who tests a filter reads the deliveries.
 * @throws AppError `not_found`, `conflict` for an endpoint that is switched off, `validation_failed` for an unknown type
 */
export async function testEndpoint(call: {
  ctx: Context;
  deps: {
    readonly store: EndpointStore;
    readonly customerEvents: () => Promise<readonly EventDefinition[]>;
    readonly deliver: DeliverOne;
    readonly apiUrl: string;
  };
  input: { readonly id: string } & TestRequest;
}): Promise<{ deliveryId: string; eventId: string }> {
  const { ctx, deps, input } = call;
  const definition = (await deps.customerEvents()).find(({ type }) => type === input.type);
  if (!definition) {
    const message = `There is no event type ${input.type}; GET /v1/event-types lists them`;
    throw new AppError('validation_failed', message, { errors: [{ path: 'body.type', message }] });
  }
  const endpoint = await requireEndpoint(call);
  if (!endpoint.enabled) throw new AppError('conflict', 'The endpoint is switched off. Enable it first.');
  const event = testEvent(ctx, definition, deps.apiUrl);
  return { deliveryId: await deps.deliver(ctx.orgId, endpoint, event), eventId: event.id };
}

function testEvent({ orgId, now }: Context, definition: EventDefinition, apiUrl: string): TestEvent {
  const occurredAt = new Date(now).toISOString();
  const { data, ...attributes } = toCloudEvent(definition, {
    ...{ id: newId('event', now), orgId, occurredAt, data: definition.example },
  });
  return { ...attributes, dataschema: `${apiUrl}/v1/event-types/${definition.type}`, test: true, data };
}
