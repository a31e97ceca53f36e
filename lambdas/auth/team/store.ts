import * as z from 'zod';
import type { Table } from '../../../shared/dynamo.ts';
import type { Write } from '../../../shared/dynamo-transaction.ts';
import { type Page, readPage } from '../../../shared/page.ts';
import { Team } from './team.ts';

type TableWrite = Write & { readonly table: Table };

const teamKey = (orgId: string, teamId: string) => ({ pk: `ORG#${orgId}`, sk: `TEAM#${teamId}` });
const prefixOf = (teamId: string) => `TEAM-MEMBER#${teamId}#`;
const teamMemberKey = (orgId: string, teamId: string, userId: string) => ({
  pk: `ORG#${orgId}`,
  sk: prefixOf(teamId) + userId,
});

const TeamMember = z.object({ id: z.string(), addedAt: z.iso.datetime() });
export type TeamMember = z.infer<typeof TeamMember>;

export interface TeamStore {
  get(orgId: string, teamId: string): Promise<Team | undefined>;
  getMany(orgId: string, teamIds: readonly string[]): Promise<Team[]>;
  list(orgId: string, page: { limit: number; cursor?: string }): Promise<Page<Team>>;
  /** The ids are the members' user ids. */
  members(orgId: string, teamId: string, page: { limit: number; cursor?: string }): Promise<Page<TeamMember>>;
}

export function createTeamStore(table: Table): TeamStore {
  return {
    get: (orgId, teamId) => table.get(Team, teamKey(orgId, teamId)),
    getMany: async (orgId, teamIds) =>
      teamIds.length === 0
        ? []
        : table.getMany(
            Team,
            teamIds.map((id) => teamKey(orgId, id)),
          ),
    list: (orgId, page) => readPage(table, Team, { pk: `ORG#${orgId}`, prefix: 'TEAM#', ...page }),
    members: (orgId, teamId, page) =>
      readPage(table, TeamMember, { pk: `ORG#${orgId}`, prefix: prefixOf(teamId), ...page }),
  };
}

const alive = 'attribute_exists(pk) AND attribute_not_exists(#closingAt)';

/** Part of a transaction. */
export function newTeam(table: Table, orgId: string, team: Team): TableWrite {
  return { table, put: { ...teamKey(orgId, team.id), ...team, projectCount: 0 } };
}

/** Part of a transaction; fails when the team is not at the version that was read. */
export function teamRenamed(table: Table, orgId: string, team: Team, name: string, updatedAt: string): TableWrite {
  return {
    ...{ table, update: teamKey(orgId, team.id), change: { set: { name, updatedAt }, add: { version: 1 } } },
    condition: { when: `${alive} AND #version = :version`, values: { ':version': team.version } },
  };
}

/** Part of a transaction; fails when the team is gone or being deleted. */
export function teamIsThere(table: Table, orgId: string, teamId: string): TableWrite {
  return { table, check: teamKey(orgId, teamId), condition: { when: alive } };
}

/** Part of a transaction: counts the projects that are open to the team; fails when a team that gets one is gone. */
export function countProjects(table: Table, orgId: string, teamId: string, by: 1 | -1): TableWrite {
  const condition = { when: by === 1 ? alive : 'attribute_exists(pk)' };
  return { table, update: teamKey(orgId, teamId), change: { add: { projectCount: by } }, condition };
}

/** Part of a transaction: the team's side of a membership; `teams` of the member is the other one. */
export function teamJoined(table: Table, orgId: string, teamId: string, userId: string, addedAt: string): TableWrite {
  return { table, put: { ...teamMemberKey(orgId, teamId, userId), id: userId, addedAt } };
}

export function teamLeft(table: Table, orgId: string, teamId: string, userId: string): TableWrite {
  return { table, delete: teamMemberKey(orgId, teamId, userId) };
}

/** From now on nobody joins it and no project opens to it; fails while one is open to it. */
export function teamClosing(table: Table, orgId: string, teamId: string, closingAt: string): TableWrite {
  return {
    ...{ table, update: teamKey(orgId, teamId), change: { set: { closingAt } } },
    condition: { when: 'attribute_exists(pk) AND #projectCount = :none', values: { ':none': 0 } },
  };
}

export function teamDeleted(table: Table, orgId: string, teamId: string): TableWrite {
  return { table, delete: teamKey(orgId, teamId), condition: { when: 'attribute_exists(pk)' } };
}
