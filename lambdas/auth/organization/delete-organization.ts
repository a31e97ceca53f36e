import type { Context } from '../../../shared/context.ts';
import type { AuthDeps } from '../deps.ts';
import type { Organization } from './organization.ts';
import { readOrganization } from './read-organization.ts';
import { scheduleDeletion } from './schedule-deletion.ts';

/** @throws AppError `not_found` for any organization but the one of the credential */
export async function deleteOrganization(call: {
  ctx: Context;
  deps: AuthDeps;
  input: { id: string };
}): Promise<Organization> {
  const { ctx, deps, input } = call;
  const { id } = await readOrganization({ ctx, deps, input });
  return scheduleDeletion({ ctx, deps, input: { orgId: id } });
}
