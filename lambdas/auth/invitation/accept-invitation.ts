import type { Context } from '../../../shared/context.ts';
import { attempt } from '../../../shared/dynamo-transaction.ts';
import { AppError } from '../../../shared/errors.ts';
import { type Outgoing, sendOutgoing } from '../../../shared/outbox.ts';
import { planLimits } from '../../../shared/plan.ts';
import { recorded } from '../audit/recorded.ts';
import type { AuthDeps } from '../deps.ts';
import { memberAdded } from '../events.ts';
import { countMemberships } from '../member/store.ts';
import { announced } from '../organization/announced.ts';
import type { Membership, Organization } from '../organization/organization.ts';
import { count, newMembership } from '../organization/store.ts';
import type { MemberRole } from '../role/role.ts';
import { type TeamStore, teamIsThere, teamJoined } from '../team/store.ts';
import { requirePerson } from '../user/require-person.ts';
import { type FoundInvitation, findInvitation, invalidInvitation } from './find-invitation.ts';
import { type InvitationStore, invitationEnded } from './store.ts';

/** Nobody is in more organizations. */
const membershipLimit = 100;

interface Call {
  readonly ctx: Context;
  readonly deps: AuthDeps & { readonly invitations: InvitationStore; readonly teams: TeamStore };
  readonly input: { readonly token: string };
}

/**
 * Makes the caller a member, once. The token alone is not enough: the invitation is for one address, and a mail can be
 * forwarded.
 * @throws AppError `invalid_link`; `forbidden` for another address than the invited one; `email_not_verified`;
 * `plan_limit_reached`; `conflict` for a member, or somebody who is in too many organizations
 */
export async function acceptInvitation(call: Call): Promise<Organization & { role: MemberRole }> {
  const { ctx, deps } = call;
  const userId = requirePerson(ctx);
  const found = await findInvitation(call);
  const { orgId, invitation } = found;
  const [user, organization, teams] = await Promise.all([
    deps.users.get(userId),
    deps.organizations.get(orgId),
    deps.teams.getMany(orgId, invitation.teamIds),
  ]);
  if (!user || !organization) throw invalidInvitation();
  if (user.email !== invitation.email) {
    throw new AppError('forbidden', 'This invitation is for another e-mail address. Log in with that one.');
  }
  if (!user.isEmailVerified) throw new AppError('email_not_verified', 'Confirm your e-mail address first.');
  const { role } = invitation;
  const joinedAt = new Date(ctx.now).toISOString();
  // A team that was deleted since is nobody's any more.
  const membership = { orgId, userId, role, joinedAt, teams: teams.map(({ id }) => id) };
  const told = announced(deps.table, { ctx, orgId }, memberAdded, { userId, role });
  refuse(await join(call, found, organization, membership, told), organization);
  await sendOutgoing(deps, [told]);
  return { ...organization, role };
}

function join(
  { ctx, deps }: Call,
  found: FoundInvitation,
  { plan }: Organization,
  membership: Membership,
  told: Outgoing,
) {
  const { dynamo, table } = deps;
  const { orgId, invitation, hash } = found;
  const { userId, role, joinedAt, teams = [] } = membership;
  // The invitation's seat becomes the member's; its use of a custom role likewise.
  const more = { memberCount: 1, ...(role === 'owner' && { ownerCount: 1 }) };
  return attempt(dynamo, {
    link: deps.links.use(hash),
    ...invitationEnded(table, orgId, invitation, 'accepted', ctx.now),
    organization: count(table, orgId, more, { below: { memberCount: planLimits[plan].members } }),
    membership: newMembership(table, membership),
    person: countMemberships(table, userId, 1, membershipLimit),
    teams: teams.flatMap((team) => [teamIsThere(table, orgId, team), teamJoined(table, orgId, team, userId, joinedAt)]),
    audit: recorded(table, ctx, {
      ...{ orgId, action: 'member.added', target: { type: 'user', id: userId } },
      after: { role, teams, invitationId: invitation.id },
    }),
    told: told.write,
  });
}

function refuse(failed: ReadonlySet<string>, { plan }: Organization): void {
  if (failed.size === 0) return;
  if (failed.has('link') || failed.has('invitation')) throw invalidInvitation();
  if (failed.has('membership')) throw new AppError('conflict', 'You are a member of this organization already.');
  if (failed.has('person'))
    throw new AppError('conflict', `You are in ${membershipLimit} organizations. Leave one first.`);
  if (failed.has('teams')) throw new AppError('unavailable', 'A team is being deleted at this moment. Try again.');
  const limit = planLimits[plan].members;
  throw new AppError('plan_limit_reached', `The ${plan} plan of this organization includes ${limit} members.`);
}
