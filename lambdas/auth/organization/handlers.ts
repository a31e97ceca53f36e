import { versionTag } from '../../../shared/if-match.ts';
import { type Handlers, Reply } from '../../../shared/route.ts';
import type { AuthDeps } from '../deps.ts';
import { createRoleStore } from '../role/store.ts';
import type { organizationContract } from './contract.ts';
import { createOrganization } from './create-organization.ts';
import { deleteOrganization } from './delete-organization.ts';
import type { Organization } from './organization.ts';
import { listOrganizations, readOrganization } from './read-organization.ts';
import { restoreOrganization } from './restore-organization.ts';
import { switchOrganization } from './switch-organization.ts';
import { transferOwnership } from './transfer-ownership.ts';
import { updateOrganization } from './update-organization.ts';

export function organizationHandlers(base: AuthDeps): Handlers<typeof organizationContract> {
  const deps = { ...base, roles: createRoleStore(base.table) };
  return {
    listOrganizations: ({ ctx, query }) => listOrganizations({ ctx, deps, input: query }),
    createOrganization: async ({ ctx, body }) => withEtag(await createOrganization({ ctx, deps, input: body })),
    getOrganization: async ({ ctx, params }) => withEtag(await readOrganization({ ctx, deps, input: params })),
    updateOrganization: async ({ ctx, params, body, request }) =>
      withEtag(await updateOrganization({ ctx, deps, input: { ...params, change: body, ifMatch: request.ifMatch } })),
    deleteOrganization: ({ ctx, params }) => deleteOrganization({ ctx, deps, input: params }),
    restoreOrganization: async ({ ctx, params }) => withEtag(await restoreOrganization({ ctx, deps, input: params })),
    transferOwnership: async ({ ctx, params, body }) =>
      void (await transferOwnership({ ctx, deps, input: { ...params, ...body } })),
    switchOrganization: ({ ctx, body }) => switchOrganization({ ctx, deps, input: body }),
  };
}

function withEtag(organization: Organization): Reply<Organization> {
  return new Reply(organization, { etag: versionTag(organization) });
}
