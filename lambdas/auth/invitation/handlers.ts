import type { Handlers } from '../../../shared/route.ts';
import type { AuthDeps } from '../deps.ts';
import { invitationPage } from '../page/invitation.ts';
import { createRoleStore } from '../role/store.ts';
import { createTeamStore } from '../team/store.ts';
import { acceptInvitation } from './accept-invitation.ts';
import type { invitationContract } from './contract.ts';
import { declineInvitation } from './decline-invitation.ts';
import { statusAt } from './invitation.ts';
import { invite } from './invite.ts';
import { previewInvitation } from './preview-invitation.ts';
import { revokeInvitation } from './revoke-invitation.ts';
import { createInvitationStore } from './store.ts';

export function invitationHandlers(base: AuthDeps): Handlers<typeof invitationContract> {
  const { table } = base;
  const stores = {
    invitations: createInvitationStore(table),
    roles: createRoleStore(table),
    teams: createTeamStore(table),
  };
  const deps = { ...base, ...stores };
  return {
    createInvitation: ({ ctx, body }) => invite({ ctx, deps, input: body }),
    listInvitations: async ({ ctx, query }) => {
      const page = await deps.invitations.list(ctx.orgId, query);
      return { ...page, items: page.items.map((each) => ({ ...each, status: statusAt(each, ctx.now) })) };
    },
    revokeInvitation: async ({ ctx, params }) => void (await revokeInvitation({ ctx, deps, input: params })),
    previewInvitation: ({ ctx, body }) => previewInvitation({ ctx, deps, input: body }),
    acceptInvitation: ({ ctx, body }) => acceptInvitation({ ctx, deps, input: body }),
    declineInvitation: async ({ ctx, body }) => void (await declineInvitation({ ctx, deps, input: body })),
    invitationPage: async ({ query }) => invitationPage(query.token),
  };
}
