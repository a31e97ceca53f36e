import type { Actor, PublicContext } from '../../../shared/context.ts';
import type { Table } from '../../../shared/dynamo.ts';
import type { Write } from '../../../shared/dynamo-transaction.ts';
import { AppError } from '../../../shared/errors.ts';
import type { AuditAction } from '../audit/audit.ts';
import { recorded } from '../audit/recorded.ts';
import type { StoredKey } from './api-key.ts';
import type { CredentialStore } from './credential/store.ts';
import type { ApiKeyStore } from './store.ts';
import { viewOne } from './view-key.ts';
import { withKey } from './with-key.ts';

/**
 * All secrets of a key stop working at once in our table, and everywhere once no authorizer remembers them, after 30 s.
 * @throws AppError `not_found` also for a key that is revoked already
 */
export async function revokeKey(call: {
  ctx: PublicContext & { readonly orgId: string; readonly actor?: Actor };
  deps: { apiKeys: ApiKeyStore; credentials: CredentialStore; table: Table };
  input: {
    id: string;
    /** Written in the same transaction, about the key as it is then. */
    alongside?: (key: StoredKey) => readonly (Write & { readonly table: Table })[];
    /** Default: somebody who may has revoked it. */
    because?: { action: AuditAction; actor: { type: 'system'; id: string }; after: Record<string, unknown> };
  };
}): Promise<StoredKey> {
  const { ctx, deps, input } = call;
  const { action = 'api-key.revoked', ...more } = input.because ?? {};
  return withKey(deps, { orgId: ctx.orgId, id: input.id }, async (key) => {
    if (key.revokedAt !== undefined) throw new AppError('not_found', `There is no active API key ${input.id}.`);
    const { lastUsedAt, lastUsedRoute, lastUsedFrom } = await viewOne(deps, key, ctx.now);
    const { id, name, hint, orgId } = key;
    const before = { name, hint, ...(lastUsedAt && { lastUsedAt }) };
    const act = { orgId, action, target: { type: 'api-key', id }, before, ...more };
    const outcome = await deps.apiKeys.revoke(
      key,
      new Date(ctx.now).toISOString(),
      { lastUsedAt, lastUsedRoute, lastUsedFrom },
      { alongside: [recorded(deps.table, ctx, act), ...(input.alongside?.(key) ?? [])] },
    );
    return outcome.status === 'done' ? key : undefined;
  });
}

/** @throws AppError `conflict` */
export function refuseRevoked(key: StoredKey): void {
  if (key.revokedAt !== undefined) throw new AppError('conflict', 'The API key is revoked.');
}
