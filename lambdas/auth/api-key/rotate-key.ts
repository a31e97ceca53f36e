import type { Context } from '../../../shared/context.ts';
import type { Table } from '../../../shared/dynamo.ts';
import { AppError } from '../../../shared/errors.ts';
import { marksOf, type Outgoing, type Sender, sendOutgoing } from '../../../shared/outbox.ts';
import { recorded } from '../audit/recorded.ts';
import { apiKeyRotated } from '../events.ts';
import { announced } from '../organization/announced.ts';
import type { OrganizationStore } from '../organization/store.ts';
import type { KeyWithSecret, StoredKey } from './api-key.ts';
import type { CredentialStore } from './credential/store.ts';
import { credentialOf } from './credential-of.ts';
import { refuseMoreThanOwn } from './key-rules.ts';
import { refuseRevoked } from './revoke-key.ts';
import { isOpen, quietMs, type StoredRotation } from './rotation/rotation.ts';
import { hashSecret, hintOf, newSecret } from './secret.ts';
import type { ApiKeyStore } from './store.ts';
import { viewOne } from './view-key.ts';
import { underPlan, withKey } from './with-key.ts';

/**
 * Gives a key a new secret and tells it, this once. The old one works on until nobody uses it, or its grace time is over.
 * @throws AppError `not_found`, `conflict` while a rotation runs or when the key is dead, `forbidden` when the key can do more
 *   than who rotates it, as they would hold its secret
 */
export async function rotateKey(call: {
  ctx: Context;
  deps: Sender & {
    apiKeys: ApiKeyStore;
    credentials: CredentialStore;
    organizations: Pick<OrganizationStore, 'get'>;
    table: Table;
  };
  input: { id: string; gracePeriodSeconds: number };
}): Promise<KeyWithSecret> {
  const { ctx, deps, input } = call;
  const secret = newSecret();
  let told: Outgoing[] = [];
  const rotated = await withKey(deps, { orgId: ctx.orgId, id: input.id }, async (before) => {
    refuseToRotate(ctx, before);
    const rotation = newRotation(before, ctx.now, input.gracePeriodSeconds);
    const next = {
      ...before,
      hash: hashSecret(secret),
      hint: hintOf(secret),
      generation: before.generation + 1,
      rotation,
    };
    const after = { hint: next.hint, closesAt: rotation.closesAt };
    const act = { action: 'api-key.rotated', target: { type: 'api-key', id: before.id } } as const;
    const event = { keyId: before.id, closesAt: rotation.closesAt };
    told = [announced(deps.table, { ctx, orgId: ctx.orgId }, apiKeyRotated, event)];
    const record = recorded(deps.table, ctx, { orgId: ctx.orgId, ...act, before: { hint: before.hint }, after });
    const alongside = [record, ...marksOf(told)];
    const dueAt = new Date(ctx.now + quietMs(rotation)).toISOString();
    const outcome = await underPlan(ctx, deps, (plan) =>
      deps.apiKeys.rotate(before, { key: next, credential: credentialOf(next, plan) }, rotation, dueAt, { alongside }),
    );
    return outcome.status === 'done' ? { ...next, version: before.version + 1 } : undefined;
  });
  await sendOutgoing(deps, told);
  return { apiKey: await viewOne(deps, rotated, ctx.now), secret };
}

function refuseToRotate(ctx: Context, key: StoredKey): void {
  refuseRevoked(key);
  if (isOpen(key.rotation, ctx.now)) {
    throw new AppError(
      'conflict',
      'A rotation of this key is running. Close it first, or wait until it closes itself.',
    );
  }
  if (key.expiresAt !== undefined && Date.parse(key.expiresAt) <= ctx.now) {
    throw new AppError('conflict', 'The API key has expired. Give it a later `expiresAt` first.');
  }
  refuseMoreThanOwn(ctx, key);
}

function newRotation(key: StoredKey, now: number, graceSeconds: number): StoredRotation {
  const startedAt = new Date(now).toISOString();
  const closesAt = new Date(now + graceSeconds * 1_000).toISOString();
  const old = { oldHash: key.hash, oldHint: key.hint };
  return { startedAt, closesAt, ...old, ...(graceSeconds === 0 && { closedAt: startedAt }) };
}
