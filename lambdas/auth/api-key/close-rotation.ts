import type { Actor, PublicContext } from '../../../shared/context.ts';
import type { Table } from '../../../shared/dynamo.ts';
import { AppError } from '../../../shared/errors.ts';
import { type Sender, sendOutgoing } from '../../../shared/outbox.ts';
import { recorded } from '../audit/recorded.ts';
import { apiKeyRotationClosed } from '../events.ts';
import { announced } from '../organization/announced.ts';
import type { ApiKey, StoredKey } from './api-key.ts';
import type { Credential } from './credential/credential.ts';
import type { CredentialStore } from './credential/store.ts';
import { refuseRevoked } from './revoke-key.ts';
import type { StoredRotation } from './rotation/rotation.ts';
import type { RotationStore } from './rotation/store.ts';
import type { ApiKeyStore } from './store.ts';
import { viewOne } from './view-key.ts';
import { withKey } from './with-key.ts';

export interface CloseDeps extends Sender {
  readonly rotations: RotationStore;
  readonly credentials: CredentialStore;
  readonly table: Table;
}

/**
 * Ends the old secret of a key now.
 * @throws AppError `not_found`, or `conflict` when no rotation runs
 */
export async function closeRotation(call: {
  ctx: PublicContext & { readonly orgId: string; readonly actor: Actor };
  deps: CloseDeps & { readonly apiKeys: ApiKeyStore };
  input: { id: string };
}): Promise<ApiKey> {
  const { ctx, deps, input } = call;
  const closed = await withKey(deps, { orgId: ctx.orgId, id: input.id }, async (key) => {
    refuseRevoked(key);
    const { rotation } = key;
    if (!rotation || rotation.closedAt !== undefined)
      throw new AppError('conflict', 'No rotation of this key is running.');
    const { found } = await deps.credentials.findCredentials([rotation.oldHash]);
    return endRotation({ ctx, deps, input: { key, rotation, old: found[0], because: 'closed by hand' } });
  });
  return viewOne(deps, closed, ctx.now);
}

type Because = 'closed by hand' | 'the old secret is no longer used' | 'the grace time is over';

/** The key as it is then; undefined when it is another one than was read. */
export async function endRotation(call: {
  ctx: PublicContext & { readonly actor: Actor | { readonly type: 'system'; readonly id: string } };
  deps: CloseDeps;
  input: { key: StoredKey; rotation: StoredRotation; old: Credential | undefined; because: Because };
}): Promise<StoredKey | undefined> {
  const { ctx, deps, input } = call;
  const { key, rotation, old, because } = input;
  const closedAt = new Date(ctx.now).toISOString();
  const closed = { ...rotation, closedAt, ...oldUse(old) };
  const { orgId, id } = key;
  const act = { orgId, action: 'api-key.rotation-closed', target: { type: 'api-key', id }, actor: ctx.actor } as const;
  const before = { hint: rotation.oldHint, ...(old?.lastUsedAt && { lastUsedAt: old.lastUsedAt }) };
  const told = announced(deps.table, { ctx, orgId }, apiKeyRotationClosed, { keyId: id, because });
  const alongside = [
    told.write,
    recorded(
      deps.table,
      { requestId: ctx.requestId, now: ctx.now, source: ctx.source },
      { ...act, before, after: { because } },
    ),
  ];
  if (!(await deps.rotations.endRotation(key, closed, alongside))) return undefined;
  await sendOutgoing(deps, [told]);
  return { ...key, rotation: closed, version: key.version + 1 };
}

function oldUse(old: Credential | undefined) {
  if (old?.lastUsedAt === undefined) return {};
  return { oldLastUsedAt: old.lastUsedAt, oldLastUsedRoute: old.lastUsedRoute, oldLastUsedFrom: old.lastUsedFrom };
}
