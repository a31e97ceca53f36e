import * as z from 'zod';
import { ProjectId } from '../../../shared/project.ts';
import { pageOf, pageQuery, route } from '../../../shared/route.ts';
import { NewProject, Project, ProjectChange } from './project.ts';

const params = z.strictObject({ id: ProjectId });

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
} as const;
