import type { Context } from '../../../shared/context.ts';
import type { Page } from '../../../shared/page.ts';
import type { Membership } from '../organization/organization.ts';
import type { Member } from './member.ts';
import type { MemberStore } from './store.ts';

export async function listMembers(call: {
  ctx: Context;
  deps: { members: MemberStore };
  input: { limit: number; cursor?: string };
}): Promise<Page<Member>> {
  const { ctx, deps, input } = call;
  const page = await deps.members.page(ctx.orgId, input);
  return { ...page, items: await listed(deps, page.items) };
}

/** Memberships with who they are of; one whose account was erased a moment ago is left out. */
export async function listed(deps: { members: MemberStore }, memberships: readonly Membership[]): Promise<Member[]> {
  if (memberships.length === 0) return [];
  const people = await deps.members.people(memberships.map(({ userId }) => userId));
  return memberships.flatMap(({ userId, role, teams = [], joinedAt }) => {
    const person = people.find(({ id }) => id === userId);
    return person ? [{ userId, name: person.name, email: person.email, role, teams, joinedAt }] : [];
  });
}
