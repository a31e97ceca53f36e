import type { Handlers } from '../../../shared/route.ts';
import type { AuthDeps } from '../deps.ts';
import type { organizationContract } from './contract.ts';
import { listOrganizations, readOrganization } from './read-organization.ts';

export function organizationHandlers(deps: AuthDeps): Handlers<typeof organizationContract> {
  return {
    listOrganizations: ({ ctx, query }) => listOrganizations({ ctx, deps, input: query }),
    getOrganization: ({ ctx, params }) => readOrganization({ ctx, deps, input: params }),
  };
}
