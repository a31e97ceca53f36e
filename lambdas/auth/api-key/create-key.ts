import type { Context } from '../../../shared/context.ts';
import { AppError } from '../../../shared/errors.ts';
import { newId } from '../../../shared/id.ts';
import type { ApiKey, NewApiKey } from './api-key.ts';
import { permissionsOf } from './scope.ts';
import { hashSecret, newSecret, secretPrefix } from './secret.ts';
import type { ApiKeyStore } from './store.ts';

/**
 * Makes a key and tells its secret, this once.
 * @throws AppError `forbidden` when the key could do more than its maker
 */
export async function createKey(call: {
  ctx: Context;
  deps: { apiKeys: ApiKeyStore };
  input: NewApiKey;
}): Promise<{ apiKey: ApiKey; secret: string }> {
  const { ctx, deps, input } = call;
  refuseMoreThanOwn(ctx, input);
  refusePast(ctx, input);
  const secret = newSecret();
  const { orgId, plan, now } = ctx;
  const apiKey: ApiKey = {
    id: newId('apiKey', now),
    ...input,
    hint: secret.slice(0, secretPrefix.length + 4),
    createdBy: ctx.actor.id,
    createdAt: new Date(now).toISOString(),
  };
  const { scopes, expiresAt } = input;
  const credential = { orgId, keyId: apiKey.id, scopes, plan, ...(expiresAt && { expiresAt }) };
  await deps.apiKeys.create(orgId, apiKey, hashSecret(secret), credential);
  return { apiKey, secret };
}

function refuseMoreThanOwn(ctx: Context, input: NewApiKey): void {
  const missing = permissionsOf(input.scopes).filter((permission) => !ctx.permissions.has(permission));
  if (missing.length === 0) return;
  throw new AppError('forbidden', `A key cannot do more than its maker. You lack: ${missing.join(', ')}.`);
}

function refusePast(ctx: Context, input: NewApiKey): void {
  if (input.expiresAt === undefined || Date.parse(input.expiresAt) > ctx.now) return;
  throw new AppError('validation_failed', 'body.expiresAt: lies in the past', {
    errors: [{ path: 'body.expiresAt', message: 'Lies in the past' }],
  });
}
