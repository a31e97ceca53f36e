import { found } from '../../../shared/errors.ts';
import { versionTag } from '../../../shared/if-match.ts';
import { type Handlers, Reply } from '../../../shared/route.ts';
import type { AuthDeps } from '../deps.ts';
import { createMemberStore } from '../member/store.ts';
import { addTeamMember } from './add-member.ts';
import type { teamContract } from './contract.ts';
import { createTeam } from './create-team.ts';
import { deleteTeam } from './delete-team.ts';
import { listTeamMembers } from './list-team-members.ts';
import { removeTeamMember } from './remove-member.ts';
import { renameTeam } from './rename-team.ts';
import { createTeamStore } from './store.ts';
import type { Team } from './team.ts';

export function teamHandlers(base: AuthDeps): Handlers<typeof teamContract> {
  const deps = { ...base, teams: createTeamStore(base.table), members: createMemberStore(base.table) };
  return {
    createTeam: async ({ ctx, body }) => withEtag(await createTeam({ ctx, deps, input: body })),
    listTeams: ({ ctx, query }) => deps.teams.list(ctx.orgId, query),
    getTeam: async ({ ctx, params }) => withEtag(found(await deps.teams.get(ctx.orgId, params.id), 'team')),
    renameTeam: async ({ ctx, params, body, request }) =>
      withEtag(await renameTeam({ ctx, deps, input: { ...params, ...body, ifMatch: request.ifMatch } })),
    deleteTeam: async ({ ctx, params }) => void (await deleteTeam({ ctx, deps, input: params })),
    listTeamMembers: ({ ctx, params, query }) => listTeamMembers({ ctx, deps, input: { ...params, ...query } }),
    addTeamMember: async ({ ctx, params }) => void (await addTeamMember({ ctx, deps, input: params })),
    removeTeamMember: async ({ ctx, params }) => void (await removeTeamMember({ ctx, deps, input: params })),
  };
}

function withEtag(team: Team): Reply<Team> {
  return new Reply(team, { etag: versionTag(team) });
}
