import { found } from '../../../shared/errors.ts';
import type { Handlers } from '../../../shared/route.ts';
import type { AuthDeps } from '../deps.ts';
import type { apiKeyContract } from './contract.ts';
import { createKey } from './create-key.ts';
import { revokeKey } from './revoke-key.ts';
import { createApiKeyStore } from './store.ts';

export function apiKeyHandlers(base: AuthDeps): Handlers<typeof apiKeyContract> {
  const deps = { ...base, apiKeys: createApiKeyStore(base.dynamo, base.table) };
  return {
    createApiKey: ({ ctx, body }) => createKey({ ctx, deps, input: body }),
    listApiKeys: ({ ctx, query }) => deps.apiKeys.list(ctx.orgId, query),
    getApiKey: async ({ ctx, params }) => found(await deps.apiKeys.get(ctx.orgId, params.id), 'API key'),
    revokeApiKey: async ({ ctx, params }) => void (await revokeKey({ ctx, deps, input: params })),
  };
}
