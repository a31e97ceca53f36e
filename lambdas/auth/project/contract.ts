import * as z from 'zod';
import { ProjectId } from '../../../shared/project.ts';
import { pageOf, pageQuery, route } from '../../../shared/route.ts';
import { TeamId } from '../team/team.ts';
import { NewProject, Project, ProjectChange } from './project.ts';

const params = z.strictObject({ id: ProjectId });
const teamParams = z.strictObject({ id: ProjectId, teamId: TeamId });

export const projectContract = {
  createProject: route({
    method: 'POST',
    path: '/v1/projects',
    summary: 'Create a project',
    access: 'projects:write',
    body: NewProject,
    reply: { status: 201, description: 'The project.', body: Project },
    errors: ['plan_limit_reached'],
    isIdempotent: true,
  }),
  listProjects: route({
    method: 'GET',
    path: '/v1/projects',
    summary: 'List projects, oldest first',
    description: 'Those that the credential may use: open ones, those of its teams, or all.',
    access: 'projects:read',
    query: z.strictObject(pageQuery),
    reply: { status: 200, description: 'A page of projects.', body: pageOf(Project) },
    errors: ['invalid_cursor'],
  }),
  getProject: route({
    method: 'GET',
    path: '/v1/projects/{id}',
    summary: 'Read a project',
    access: 'projects:read',
    params,
    reply: { status: 200, description: 'The project.', body: Project },
    errors: ['not_found'],
  }),
  updateProject: route({
    method: 'PATCH',
    path: '/v1/projects/{id}',
    summary: 'Change a project',
    description: 'With `If-Match`, only if it is still the version that you read.',
    access: 'projects:write',
    params,
    body: ProjectChange,
    reply: { status: 200, description: 'The project after the change.', body: Project },
    errors: ['not_found', 'precondition_failed'],
  }),
  deleteProject: route({
    method: 'DELETE',
    path: '/v1/projects/{id}',
    summary: 'Delete a project',
    access: 'projects:delete',
    params,
    reply: { status: 204, description: 'Done.' },
    errors: ['not_found'],
  }),
  addProjectTeam: route({
    method: 'PUT',
    path: '/v1/projects/{id}/teams/{teamId}',
    summary: 'Open a project to a team',
    description:
      'The first team closes the project to all others but those who may see all projects, and credentials that are not people.',
    access: 'projects:delete',
    params: teamParams,
    reply: { status: 200, description: 'The project after the change.', body: Project },
    errors: ['not_found', 'conflict'],
  }),
  removeProjectTeam: route({
    method: 'DELETE',
    path: '/v1/projects/{id}/teams/{teamId}',
    summary: 'Close a project to a team',
    description: 'A project without teams is open to all members.',
    access: 'projects:delete',
    params: teamParams,
    reply: { status: 200, description: 'The project after the change.', body: Project },
    errors: ['not_found'],
  }),
} as const;
