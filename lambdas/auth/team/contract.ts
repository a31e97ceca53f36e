import * as z from 'zod';
import { pageOf, pageQuery, route } from '../../../shared/route.ts';
import { Member } from '../member/member.ts';
import { UserId } from '../user/user.ts';
import { Team, TeamId, TeamName } from './team.ts';

const params = z.strictObject({ id: TeamId });
const memberParams = z.strictObject({ id: TeamId, userId: UserId });
const body = z.strictObject({ name: TeamName });

export const teamContract = {
  createTeam: route({
    method: 'POST',
    path: '/v1/teams',
    summary: 'Create a team',
    access: 'members:write',
    body,
    reply: { status: 201, description: 'The team, without members.', body: Team },
    errors: ['conflict'],
    isIdempotent: true,
  }),
  listTeams: route({
    method: 'GET',
    path: '/v1/teams',
    summary: 'List teams, oldest first',
    access: 'members:read',
    query: z.strictObject(pageQuery),
    reply: { status: 200, description: 'A page of teams.', body: pageOf(Team) },
    errors: ['invalid_cursor'],
  }),
  getTeam: route({
    method: 'GET',
    path: '/v1/teams/{id}',
    summary: 'Read a team',
    access: 'members:read',
    params,
    reply: { status: 200, description: 'The team.', body: Team },
    errors: ['not_found'],
  }),
  renameTeam: route({
    method: 'PATCH',
    path: '/v1/teams/{id}',
    summary: 'Rename a team',
    description: 'With `If-Match`, only if it is still the version that you read.',
    access: 'members:write',
    params,
    body,
    reply: { status: 200, description: 'The team after the change.', body: Team },
    errors: ['not_found', 'precondition_failed'],
  }),
  deleteTeam: route({
    method: 'DELETE',
    path: '/v1/teams/{id}',
    summary: 'Delete a team that no project is open to',
    access: 'members:write',
    params,
    reply: { status: 204, description: 'Done.' },
    errors: ['not_found', 'conflict'],
  }),
  listTeamMembers: route({
    method: 'GET',
    path: '/v1/teams/{id}/members',
    summary: 'List the members of a team',
    access: 'members:read',
    params,
    query: z.strictObject(pageQuery),
    reply: {
      status: 200,
      description: 'A page of members.',
      body: pageOf(Member.pick({ userId: true, name: true, email: true }).meta({ id: 'TeamMember' })),
    },
    errors: ['invalid_cursor', 'not_found'],
  }),
  addTeamMember: route({
    method: 'PUT',
    path: '/v1/teams/{id}/members/{userId}',
    summary: 'Put a member into a team',
    access: 'members:write',
    params: memberParams,
    reply: { status: 204, description: 'They are in it.' },
    errors: ['not_found', 'conflict'],
  }),
  removeTeamMember: route({
    method: 'DELETE',
    path: '/v1/teams/{id}/members/{userId}',
    summary: 'Take a member out of a team',
    access: 'members:write',
    params: memberParams,
    reply: { status: 204, description: 'They are not in it.' },
    errors: ['not_found'],
  }),
} as const;
