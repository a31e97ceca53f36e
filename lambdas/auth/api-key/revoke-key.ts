import type { Context } from '../../../shared/context.ts';
import { AppError } from '../../../shared/errors.ts';
import type { ApiKeyStore } from './store.ts';

/** The secret stops working at once in our table, and everywhere once no authorizer remembers it, after 30 s. */
export async function revokeKey(call: {
  ctx: Context;
  deps: { apiKeys: ApiKeyStore };
  input: { id: string };
}): Promise<void> {
  const { ctx, deps, input } = call;
  const isRevoked = await deps.apiKeys.revoke(ctx.orgId, input.id, new Date(ctx.now).toISOString());
  if (!isRevoked) throw new AppError('not_found', `There is no active API key ${input.id}.`);
}
