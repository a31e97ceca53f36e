import type { PublicContext } from '../../../shared/context.ts';
import { attempt } from '../../../shared/dynamo-transaction.ts';
import { marksOf, sendOutgoing } from '../../../shared/outbox.ts';
import { recorded } from '../audit/recorded.ts';
import { memberRoleChanged } from '../events.ts';
import { mailed } from '../mail/mailed.ts';
import { removal } from '../member/removal.ts';
import { type MemberStore, roleGiven } from '../member/store.ts';
import { announced } from '../organization/announced.ts';
import type { Membership } from '../organization/organization.ts';
import { count, memberKey } from '../organization/store.ts';
import { roleUses } from '../role/store.ts';
import { erased } from './account.ts';
import type { ErasureDeps } from './erase-account.ts';

/** Each round means that somebody else changed the membership. */
const rounds = 5;

/**
 * Ends a membership of somebody who is being erased. Of the last owner it makes whoever has the most rights, and of those who
 * has been there longest, the next one: an organization with people in it is never without an owner.
 */
export async function leaveOrganization(call: {
  ctx: PublicContext;
  deps: ErasureDeps;
  input: { orgId: string; userId: string };
}): Promise<void> {
  const { ctx, deps } = call;
  const { orgId, userId } = call.input;
  for (let round = 0; round < rounds; round += 1) {
    const membership = await deps.organizations.membership(orgId, userId);
    if (!membership) return;
    const audit = recorded(deps.table, ctx, {
      ...{ orgId, action: 'account.erased', actor: { type: 'system', id: 'erase-accounts' } },
      target: { type: 'user', id: erased },
    });
    const failed = await attempt(deps.dynamo, { ...removal(deps.table, membership), audit });
    if (failed.size === 0) return;
    if (!failed.has('room')) continue;
    const heir = await heirOf(deps.members, orgId, userId);
    if (heir) await makeOwner(call, heir);
    else return leaveEmpty(deps, membership);
  }
  throw new Error('A membership is being changed by others; the next run ends it.');
}

async function heirOf(members: MemberStore, orgId: string, userId: string): Promise<Membership | undefined> {
  let heir: Membership | undefined;
  let cursor: string | undefined;
  do {
    const page = await members.page(orgId, { limit: 100, ...(cursor && { cursor }) });
    for (const each of page.items) {
      if (each.userId !== userId && (!heir || seniority(each) < seniority(heir))) heir = each;
    }
    cursor = page.nextCursor;
  } while (cursor);
  return heir;
}

const ranks: readonly string[] = ['owner', 'admin', 'developer', 'viewer'];

/** Custom roles come between developers and viewers. Sorts as text. */
function seniority({ role, joinedAt }: Membership): string {
  const rank = ranks.indexOf(role);
  return `${rank === -1 ? 2.5 : rank} ${joinedAt}`;
}

async function makeOwner(call: Parameters<typeof leaveOrganization>[0], heir: Membership): Promise<void> {
  const { ctx, deps } = call;
  const { orgId } = call.input;
  if (heir.role === 'owner') return;
  const organization = await deps.organizations.get(orgId);
  const facts = { organization: organization?.name ?? orgId, actor: 'The deletion of its last owner’s account' };
  const told = [
    announced(deps.table, { ctx, orgId }, memberRoleChanged, { userId: heir.userId, role: 'owner', before: heir.role }),
    mailed(deps.table, ctx, { kind: 'ownership-transferred', userId: heir.userId, orgId, facts }),
  ];
  const failed = await attempt(deps.dynamo, {
    membership: roleGiven(deps.table, heir, 'owner'),
    owners: count(deps.table, orgId, { ownerCount: 1 }),
    roles: roleUses(deps.table, orgId, [{ from: heir.role, to: 'owner' }]),
    audit: recorded(deps.table, ctx, {
      ...{ orgId, action: 'organization.ownership-transferred', actor: { type: 'system', id: 'erase-accounts' } },
      ...{ target: { type: 'user', id: heir.userId }, before: { role: heir.role }, after: { role: 'owner' } },
    }),
    told: marksOf(told),
  });
  if (failed.size === 0) await sendOutgoing(deps, told);
}

/** The last one turns off the light; an organization that is being erased counts no more. */
async function leaveEmpty(deps: ErasureDeps, { orgId, userId }: Membership): Promise<void> {
  const fewer = { memberCount: -1, seatCount: -1, ownerCount: -1 };
  const failed = await attempt(deps.dynamo, {
    membership: { table: deps.table, delete: memberKey(orgId, userId), condition: { when: 'attribute_exists(pk)' } },
    room: count(deps.table, orgId, fewer),
  });
  if (failed.has('room')) await deps.table.delete(memberKey(orgId, userId));
}
