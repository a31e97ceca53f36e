import type { PublicContext } from '../../../shared/context.ts';
import type { Table } from '../../../shared/dynamo.ts';
import { type Act, recorded } from '../audit/recorded.ts';
import { nobody } from './user.ts';

/** The record of what somebody did to their own account, for the log of the organization that they joined first. */
export function recordedAtHome(
  table: Table,
  ctx: PublicContext,
  act: Pick<Act, 'orgId' | 'action' | 'before' | 'after'> & { readonly userId: string },
) {
  const { userId, ...what } = act;
  // A person without an organization has no log to be in.
  if (act.orgId === nobody.orgId) return [];
  const actor = { type: 'user', id: userId } as const;
  return [recorded(table, ctx, { ...what, actor, target: { type: 'user', id: userId } })];
}
