import type { Context } from '../../../shared/context.ts';
import { attempt } from '../../../shared/dynamo-transaction.ts';
import { AppError } from '../../../shared/errors.ts';
import { expectedVersion, versionTag } from '../../../shared/if-match.ts';
import { recorded } from '../audit/recorded.ts';
import type { AuthDeps } from '../deps.ts';
import { isTwoFactor } from '../session/session.ts';
import { requirePerson } from '../user/require-person.ts';
import type { Organization, OrganizationChange } from './organization.ts';
import { readOrganization } from './read-organization.ts';
import { settingsChanged } from './store.ts';

type Deps = Pick<AuthDeps, 'dynamo' | 'table' | 'organizations' | 'sessions'>;

/**
 * What members need to log in is for a person to say, not for a key or an app.
 * @throws AppError `not_found`; `forbidden`; `precondition_failed` when it is not the version that was read; `conflict` when the caller
 * would be the first to be locked out by the second factor that they demand of everybody
 */
export async function updateOrganization(call: {
  ctx: Context;
  deps: Deps;
  input: { id: string; change: OrganizationChange; ifMatch: string | undefined };
}): Promise<Organization> {
  const { ctx, deps, input } = call;
  const { dynamo, table } = deps;
  const before = await readOrganization({ ctx, deps, input });
  const expected = expectedVersion(input.ifMatch);
  if (expected !== undefined && expected !== before.version) throw isNow(before);
  if (input.change.requiresSecondFactor !== undefined) requirePerson(ctx);
  if (input.change.requiresSecondFactor === true) await refuseOwnLockOut(ctx, deps);
  const failed = await attempt(dynamo, {
    organization: settingsChanged(table, before, input.change),
    audit: recorded(table, ctx, {
      ...{ orgId: ctx.orgId, action: 'organization.updated', target: { type: 'organization', id: before.id } },
      ...{ before: settingsOf(before), after: settingsOf({ ...before, ...input.change }) },
    }),
  });
  if (failed.size > 0) throw isNow(await readOrganization({ ctx, deps, input }));
  return { ...before, ...input.change, version: before.version + 1 };
}

function settingsOf({ name, requiresSecondFactor = false }: Organization) {
  return { name, requiresSecondFactor };
}

async function refuseOwnLockOut(ctx: Context, deps: Deps): Promise<void> {
  const session = ctx.sessionId === undefined ? undefined : await deps.sessions.get(ctx.sessionId);
  if (session && isTwoFactor(session.methods)) return;
  throw new AppError('conflict', 'Log in with a second factor or a passkey yourself first; you would be locked out.');
}

function isNow(organization: Organization): AppError {
  return new AppError('precondition_failed', `The organization is now at ${versionTag(organization)}.`);
}
