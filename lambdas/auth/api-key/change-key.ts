import type { Context } from '../../../shared/context.ts';
import type { Table } from '../../../shared/dynamo.ts';
import type { Update } from '../../../shared/dynamo-expression.ts';
import { AppError } from '../../../shared/errors.ts';
import { projectExists } from '../../../shared/project.ts';
import { type Act, recorded } from '../audit/recorded.ts';
import type { ApiKey, ApiKeyChange, StoredKey } from './api-key.ts';
import type { CredentialStore } from './credential/store.ts';
import { noProject, refuseImpossible, refuseMoreThanOwn } from './key-rules.ts';
import { refuseRevoked } from './revoke-key.ts';
import type { ApiKeyStore } from './store.ts';
import { viewOne } from './view-key.ts';
import { withKey } from './with-key.ts';

/**
 * Changes a key and what its secrets allow, at once for both of a rotation that runs.
 * @throws AppError `not_found`, `conflict` when it is revoked, `precondition_failed`, `forbidden` when the key could do more
 *   afterwards than who changes it
 */
export async function changeKey(call: {
  ctx: Context;
  deps: { apiKeys: ApiKeyStore; credentials: CredentialStore; table: Table };
  input: { id: string; change: ApiKeyChange; ifMatch?: string | undefined };
}): Promise<ApiKey> {
  const { ctx, deps, input } = call;
  const { id, change, ifMatch } = input;
  const changed = await withKey(deps, { orgId: ctx.orgId, id }, async (before) => {
    refuseRevoked(before);
    if (ifMatch !== undefined && ifMatch !== `"v${before.version}"`) {
      throw new AppError('precondition_failed', `The key is at version ${before.version} now.`);
    }
    const after = changedKey(before, change);
    refuseMoreThanOwn(ctx, after);
    refuseImpossible(ctx, change);
    const outcome = await deps.apiKeys.change(before, updateOf(change), {
      alongside: [recorded(deps.table, ctx, actOf(before, change))],
      projects: (change.projectIds ?? []).map((each) => projectExists(deps.table, ctx, each)),
    });
    if (outcome.status === 'no-project') throw noProject(outcome.at);
    return outcome.status === 'done' ? { ...after, version: before.version + 1 } : undefined;
  });
  return viewOne(deps, changed, ctx.now);
}

function changedKey(before: StoredKey, change: ApiKeyChange): StoredKey {
  const { projectIds, allowedIps, burstPerMinute, expiresAt } = { ...before, ...change };
  return {
    ...{ ...before, name: change.name ?? before.name, scopes: change.scopes ?? before.scopes },
    projectIds: projectIds ?? undefined,
    allowedIps: allowedIps ?? undefined,
    burstPerMinute: burstPerMinute ?? undefined,
    expiresAt: expiresAt ?? undefined,
  };
}

function updateOf(change: ApiKeyChange): Update {
  const entries = Object.entries(change);
  return {
    set: Object.fromEntries(entries.filter(([, value]) => value !== null)),
    remove: entries.filter(([, value]) => value === null).map(([name]) => name),
  };
}

function actOf(before: StoredKey, change: ApiKeyChange): Act {
  const was = Object.entries(before).filter(([name]) => Object.hasOwn(change, name));
  return {
    ...{ orgId: before.orgId, action: 'api-key.updated', target: { type: 'api-key', id: before.id } },
    ...{ before: Object.fromEntries(was), after: { ...change } },
  };
}
