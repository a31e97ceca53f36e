import type { Handlers } from '../../../shared/route.ts';
import type { AuthDeps } from '../deps.ts';
import { createRoleStore } from '../role/store.ts';
import { changeRole } from './change-role.ts';
import type { memberContract } from './contract.ts';
import { endMemberSessions } from './end-member-sessions.ts';
import { listMembers } from './list-members.ts';
import { removeMember } from './remove-member.ts';
import { createMemberStore } from './store.ts';

export function memberHandlers(base: AuthDeps): Handlers<typeof memberContract> {
  const deps = { ...base, roles: createRoleStore(base.table), members: createMemberStore(base.table) };
  return {
    listMembers: ({ ctx, query }) => listMembers({ ctx, deps, input: query }),
    changeRole: ({ ctx, params, body }) => changeRole({ ctx, deps, input: { ...params, ...body } }),
    removeMember: async ({ ctx, params }) => void (await removeMember({ ctx, deps, input: params })),
    endMemberSessions: async ({ ctx, params }) => void (await endMemberSessions({ ctx, deps, input: params })),
  };
}
