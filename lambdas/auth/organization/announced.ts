import type * as z from 'zod';
import type { PublicContext } from '../../../shared/context.ts';
import type { Table } from '../../../shared/dynamo.ts';
import type { EventDefinition } from '../../../shared/events.ts';
import { newId } from '../../../shared/id.ts';
import { type Outgoing, outgoing } from '../../../shared/outbox.ts';

/** What is told of an act, in the name of an organization: its `write` is part of the act's transaction, then `sendOutgoing`. */
export function announced<Payload extends z.ZodType>(
  table: Table,
  { ctx, orgId }: { readonly ctx: PublicContext; readonly orgId: string },
  definition: EventDefinition<Payload>,
  data: z.input<Payload>,
): Outgoing {
  const occurredAt = new Date(ctx.now).toISOString();
  return outgoing(table, definition, { id: newId('event', ctx.now), orgId, occurredAt, data });
}
