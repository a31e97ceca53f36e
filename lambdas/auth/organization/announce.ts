import type * as z from 'zod';
import type { PublicContext } from '../../../shared/context.ts';
import type { EventDefinition, Publish } from '../../../shared/events.ts';
import { newId } from '../../../shared/id.ts';

/** Tells the bus, in the name of an organization, what has just happened to it. */
export async function announce<Payload extends z.ZodType>(
  call: { ctx: PublicContext; deps: { publish: Publish }; orgId: string },
  definition: EventDefinition<Payload>,
  data: z.input<Payload>,
): Promise<void> {
  const { ctx, deps, orgId } = call;
  await deps.publish(definition, {
    ...{ id: newId('event', ctx.now), orgId, occurredAt: new Date(ctx.now).toISOString() },
    data,
  });
}
