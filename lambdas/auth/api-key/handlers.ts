import { found } from '../../../shared/errors.ts';
import type { Handlers } from '../../../shared/route.ts';
import type { AuthDeps } from '../deps.ts';
import { changeKey } from './change-key.ts';
import { closeRotation } from './close-rotation.ts';
import type { apiKeyContract } from './contract.ts';
import { createKey } from './create-key.ts';
import { createCredentialStore } from './credential/store.ts';
import { importKeys } from './import-keys.ts';
import { reportLeaks } from './leak/report-leaks.ts';
import { createKeeperStore } from './leak/store.ts';
import { revokeKey } from './revoke-key.ts';
import { rotateKey } from './rotate-key.ts';
import { createRotationStore } from './rotation/store.ts';
import { createApiKeyStore } from './store.ts';
import { viewKeys, viewOne } from './view-key.ts';

export function apiKeyHandlers(base: AuthDeps): Handlers<typeof apiKeyContract> {
  const deps = {
    ...base,
    apiKeys: createApiKeyStore(base.dynamo, base.table),
    credentials: createCredentialStore(base.table),
    rotations: createRotationStore(base.dynamo, base.table),
    keepers: createKeeperStore(base.table),
  };
  return {
    createApiKey: ({ ctx, body }) => createKey({ ctx, deps, input: body }),
    listApiKeys: async ({ ctx, query }) => {
      const { items, ...page } = await deps.apiKeys.list(ctx.orgId, query);
      return { items: await viewKeys(deps, items, ctx.now), ...page };
    },
    getApiKey: async ({ ctx, params }) =>
      viewOne(deps, found(await deps.apiKeys.get(ctx.orgId, params.id), 'API key'), ctx.now),
    updateApiKey: ({ ctx, params, body, request }) =>
      changeKey({ ctx, deps, input: { id: params.id, change: body, ifMatch: request.ifMatch } }),
    revokeApiKey: async ({ ctx, params }) => void (await revokeKey({ ctx, deps, input: params })),
    rotateApiKey: ({ ctx, params, body }) => rotateKey({ ctx, deps, input: { ...params, ...body } }),
    closeApiKeyRotation: ({ ctx, params }) => closeRotation({ ctx, deps, input: params }),
    importApiKeys: ({ ctx, body }) => importKeys({ ctx, deps, input: body }),
    reportLeakedApiKeys: ({ ctx, body, request }) => {
      const identifier = request.headers['github-public-key-identifier'];
      const signature = request.headers['github-public-key-signature'];
      return reportLeaks({
        ctx,
        deps,
        input: { leaks: body, signed: { identifier, signature, body: request.rawBody() } },
      });
    },
  };
}
