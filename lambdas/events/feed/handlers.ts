import type { Handlers } from '../../../shared/route.ts';
import type { EventsDeps } from '../deps.ts';
import type { feedContract } from './contract.ts';
import { readEvents } from './read-events.ts';
import { createFeedReader } from './store.ts';

export function feedHandlers(eventsDeps: EventsDeps): Handlers<typeof feedContract> {
  const deps = { ...eventsDeps, feed: createFeedReader(eventsDeps.table, eventsDeps.now) };
  return {
    listEvents: ({ ctx, query }) => readEvents({ ctx, deps, input: query }),
    // The catalogue brings the events of all services along, which readers of the feed do without.
    listEventTypes: async () => (await import('./list-event-types.ts')).listEventTypes({ deps }),
    getEventType: async ({ params }) => (await import('./list-event-types.ts')).readEventType({ deps, input: params }),
  };
}
