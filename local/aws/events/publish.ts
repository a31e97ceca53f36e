import { archive } from './archive-operations.ts';
import type { EventsContext } from './context.ts';
import { dispatch } from './dispatch.ts';
import type { BusEvent } from './event.ts';

/** Takes an event in: archives and rules see it. Runs in the caller's transaction; wake the outbound queue after it. */
export function takeIn(context: EventsContext, bus: string, event: BusEvent, time: number): void {
  if (!context.buses.find(bus)) {
    // AWS accepts such an event and drops it.
    context.report(
      `The event ${event['detail-type']} of ${event.source} went to the bus ${bus}, which does not exist.`,
    );
    return;
  }
  archive(context, bus, event, time);
  dispatch(context, bus, event);
}
