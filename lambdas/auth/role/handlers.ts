import { versionTag } from '../../../shared/if-match.ts';
import { type Handlers, Reply } from '../../../shared/route.ts';
import type { AuthDeps } from '../deps.ts';
import type { roleContract } from './contract.ts';
import { createRole } from './create-role.ts';
import { deleteRole } from './delete-role.ts';
import { listRoles, readRole } from './list-roles.ts';
import type { RoleView } from './role.ts';
import { createRoleStore } from './store.ts';
import { updateRole } from './update-role.ts';

export function roleHandlers(base: AuthDeps): Handlers<typeof roleContract> {
  const deps = { ...base, roles: createRoleStore(base.table) };
  return {
    listRoles: ({ ctx }) => listRoles({ ctx, deps }),
    createRole: async ({ ctx, body }) => withEtag(await createRole({ ctx, deps, input: body })),
    getRole: async ({ ctx, params }) => withEtag(await readRole({ ctx, deps, input: params })),
    updateRole: async ({ ctx, params, body, request }) =>
      withEtag(await updateRole({ ctx, deps, input: { id: params.id, change: body, ifMatch: request.ifMatch } })),
    deleteRole: async ({ ctx, params }) => void (await deleteRole({ ctx, deps, input: params })),
  };
}

function withEtag(role: RoleView): Reply<RoleView> {
  return new Reply(role, role.version === undefined ? {} : { etag: versionTag({ version: role.version }) });
}
