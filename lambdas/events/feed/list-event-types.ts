import { found } from '../../../shared/errors.ts';
import { catalog, customerEvents } from './catalog.ts';
import { type EventType, eventType } from './event-type.ts';

interface Deps {
  readonly apiUrl: string;
}

/** What customers may subscribe to; the same for everybody. */
export async function listEventTypes({ deps }: { deps: Deps }): Promise<{ items: EventType[] }> {
  return { items: customerEvents.map((definition) => eventType(definition, deps.apiUrl)) };
}

/** @throws AppError `not_found`, also for what is internal */
export async function readEventType(call: { deps: Deps; input: { type: string } }): Promise<EventType> {
  const definition = catalog.get(call.input.type);
  return eventType(
    found(definition?.audience === 'customers' ? definition : undefined, 'event type'),
    call.deps.apiUrl,
  );
}
