import type { Context } from '../../../shared/context.ts';
import { AppError } from '../../../shared/errors.ts';
import { type Page, slicePage } from '../../../shared/page.ts';
import type { MemberRole } from '../role/role.ts';
import type { Organization } from './organization.ts';
import type { OrganizationStore } from './store.ts';

/** @throws AppError `not_found` for any organization but the one of the credential */
export async function readOrganization(call: {
  ctx: Context;
  deps: { organizations: OrganizationStore };
  input: { id: string };
}): Promise<Organization> {
  const { ctx, deps, input } = call;
  const organization = input.id === ctx.orgId ? await deps.organizations.get(ctx.orgId) : undefined;
  if (!organization) throw new AppError('not_found', `There is no organization ${input.id}.`);
  return organization;
}

/** Of a person: all of theirs. Of an API key: the one that it belongs to, in which it has no role; it acts as a viewer of it. */
export async function listOrganizations(call: {
  ctx: Context;
  deps: { organizations: OrganizationStore };
  input: { limit: number; cursor?: string };
}): Promise<Page<Organization & { role: MemberRole }>> {
  const { ctx, deps, input } = call;
  const memberships = await visibleMemberships(ctx, deps.organizations);
  const page = slicePage(
    memberships.map(({ orgId, role }) => ({ id: orgId, role })),
    input,
  );
  const organizations = await deps.organizations.getMany(page.items.map(({ id }) => id));
  const items = page.items.flatMap(({ id, role }) => {
    const organization = organizations.find((each) => each.id === id);
    return organization ? [{ ...organization, role }] : [];
  });
  return { ...page, items };
}

/** An app was allowed for one organization; in which others its person is, is no business of its. */
async function visibleMemberships(ctx: Context, organizations: OrganizationStore) {
  if (ctx.actor.type !== 'user') return [{ orgId: ctx.orgId, role: 'viewer' as const }];
  const all = await organizations.membershipsOf(ctx.actor.id);
  return ctx.clientId === undefined ? all : all.filter(({ orgId }) => orgId === ctx.orgId);
}
