import type { Context } from '../../../shared/context.ts';
import { AppError, found } from '../../../shared/errors.ts';
import type { OrganizationStore } from '../organization/store.ts';
import type { StoredKey } from './api-key.ts';
import type { ApiKeyStore, Outcome } from './store.ts';

/** Each try lost to a change that somebody else made; nobody changes one key so often. */
const tries = 5;

/**
 * Reads a key, decides by it, and writes only if it is still as it was read; else again. A decision that no longer holds is
 * thereby refused by what is true now.
 * @throws AppError `not_found`, or what `decide` throws
 */
export async function withKey<Result>(
  deps: { apiKeys: ApiKeyStore },
  about: { orgId: string; id: string },
  decide: (key: StoredKey) => Promise<Result | undefined>,
): Promise<Result> {
  for (let attempt = 1; attempt <= tries; attempt += 1) {
    const result = await decide(found(await deps.apiKeys.get(about.orgId, about.id), 'API key'));
    if (result !== undefined) return result;
  }
  throw new AppError('unavailable', 'The API key is being changed by others.', { headers: { 'retry-after': '1' } });
}

/**
 * Makes secrets under the plan that the caller's credential says, and if that is older than the organization's, under this
 * one: what an authorizer remembers may be half a minute old, what a secret says must not be.
 */
export async function underPlan(
  ctx: Context,
  deps: { organizations: Pick<OrganizationStore, 'get'> },
  write: (plan: Context['plan']) => Promise<Outcome>,
): Promise<Outcome> {
  const outcome = await write(ctx.plan);
  if (outcome.status !== 'plan-changed') return outcome;
  const organization = found(await deps.organizations.get(ctx.orgId), 'organization');
  return write(organization.plan);
}
