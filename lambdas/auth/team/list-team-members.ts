import type { Context } from '../../../shared/context.ts';
import { found } from '../../../shared/errors.ts';
import type { Page } from '../../../shared/page.ts';
import type { Member } from '../member/member.ts';
import type { MemberStore } from '../member/store.ts';
import type { TeamStore } from './store.ts';

/** @throws AppError `not_found` */
export async function listTeamMembers(call: {
  ctx: Context;
  deps: { teams: TeamStore; members: MemberStore };
  input: { id: string; limit: number; cursor?: string };
}): Promise<Page<Pick<Member, 'userId' | 'name' | 'email'>>> {
  const { ctx, deps, input } = call;
  const { id, ...query } = input;
  found(await deps.teams.get(ctx.orgId, id), 'team');
  const page = await deps.teams.members(ctx.orgId, id, query);
  const people = page.items.length > 0 ? await deps.members.people(page.items.map(({ id }) => id)) : [];
  const items = page.items.flatMap(({ id: userId }) => {
    const person = people.find((each) => each.id === userId);
    return person ? [{ userId, name: person.name, email: person.email }] : [];
  });
  return { ...page, items };
}
