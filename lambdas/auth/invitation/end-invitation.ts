import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Actor, PublicContext } from '../../../shared/context.ts';
import type { Table } from '../../../shared/dynamo.ts';
import { attempt, type Write } from '../../../shared/dynamo-transaction.ts';
import { recorded } from '../audit/recorded.ts';
import { count } from '../organization/store.ts';
import { roleUses } from '../role/store.ts';
import type { Invitation } from './invitation.ts';
import { invitationEnded } from './store.ts';

/**
 * Ends a pending invitation without a new member, which frees its seat and its role.
 * @returns false when it was not pending any more, or what is done alongside could not be
 */
export async function endInvitation(call: {
  ctx: PublicContext & { readonly actor?: Actor };
  deps: { dynamo: DynamoDBClient; table: Table };
  input: {
    orgId: string;
    invitation: Invitation;
    to: 'declined' | 'revoked' | 'expired';
    alongside?: Write & { readonly table: Table };
  };
}): Promise<boolean> {
  const { ctx, deps, input } = call;
  const { dynamo, table } = deps;
  const { orgId, invitation, to, alongside } = input;
  // That time runs out is nobody's act.
  const act = to === 'expired' ? undefined : (`invitation.${to}` as const);
  const failed = await attempt(dynamo, {
    ...invitationEnded(table, orgId, invitation, to, ctx.now),
    seat: count(table, orgId, { seatCount: -1 }),
    role: roleUses(table, orgId, [{ from: invitation.role }]),
    alongside,
    audit:
      act &&
      recorded(table, ctx, {
        ...{ orgId, action: act, target: { type: 'invitation', id: invitation.id } },
        before: { email: invitation.email, role: invitation.role },
      }),
  });
  return failed.size === 0;
}
