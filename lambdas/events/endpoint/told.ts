import type * as z from 'zod';
import type { Context } from '../../../shared/context.ts';
import type { Table } from '../../../shared/dynamo.ts';
import type { EventDefinition } from '../../../shared/events.ts';
import { newId } from '../../../shared/id.ts';
import { type Outgoing, outgoing } from '../../../shared/outbox.ts';
import type { Endpoint } from './endpoint.ts';

/** What a person did to an endpoint, as an event that is part of the same transaction. */
export function told<Payload extends z.ZodType>(
  table: Table,
  ctx: Context,
  definition: EventDefinition<Payload>,
  data: z.input<Payload>,
): Outgoing {
  const { orgId, now } = ctx;
  return outgoing(table, definition, {
    ...{ id: newId('event', now), orgId, occurredAt: new Date(now).toISOString() },
    data,
  });
}

/** What every event about an endpoint says. */
export function subjectOf(ctx: Context, { id, url }: Pick<Endpoint, 'id' | 'url'>) {
  return { endpointId: id, actor: { ...ctx.actor }, host: new URL(url).hostname };
}
