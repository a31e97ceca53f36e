import type { Context } from '../../../shared/context.ts';
import type { Table } from '../../../shared/dynamo.ts';
import type { Outgoing } from '../../../shared/outbox.ts';
import { mailed } from '../mail/mailed.ts';

/** A mail to the person that something about their log-in changed, so that a change by somebody else is noticed. */
export function changeTold(table: Table, ctx: Context, change: string): Outgoing {
  const facts = { change, time: new Date(ctx.now).toUTCString() };
  return mailed(table, ctx, { kind: 'second-factor-changed', userId: ctx.actor.id, orgId: ctx.orgId, facts });
}
