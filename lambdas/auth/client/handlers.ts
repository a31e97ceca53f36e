import { found } from '../../../shared/errors.ts';
import type { Handlers } from '../../../shared/route.ts';
import type { AuthDeps } from '../deps.ts';
import { viewOf } from './client.ts';
import type { clientContract } from './contract.ts';
import { createClient } from './create-client.ts';
import { deleteClient } from './delete-client.ts';
import { rotateSecret } from './rotate-secret.ts';
import { createClientStore } from './store.ts';
import { updateClient } from './update-client.ts';

export function clientHandlers(base: AuthDeps): Handlers<typeof clientContract> {
  const deps = { ...base, clients: createClientStore(base.dynamo, base.table) };
  return {
    createClient: ({ ctx, body }) => createClient({ ctx, deps, input: body }),
    listClients: async ({ ctx, query }) => {
      const page = await deps.clients.list(ctx.orgId, query);
      return { ...page, items: page.items.map(viewOf) };
    },
    getClient: async ({ ctx, params }) => viewOf(found(await deps.clients.get(ctx.orgId, params.id), 'client')),
    updateClient: ({ ctx, params, body }) => updateClient({ ctx, deps, input: { id: params.id, change: body } }),
    rotateClientSecret: ({ ctx, params }) => rotateSecret({ ctx, deps, input: params }),
    deleteClient: async ({ ctx, params }) => void (await deleteClient({ ctx, deps, input: params })),
  };
}
