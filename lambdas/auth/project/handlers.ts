import { found } from '../../../shared/errors.ts';
import { versionTag } from '../../../shared/if-match.ts';
import { type Handlers, Reply } from '../../../shared/route.ts';
import type { AuthDeps } from '../deps.ts';
import { addTeam, removeTeam } from './change-teams.ts';
import type { projectContract } from './contract.ts';
import { createProject } from './create-project.ts';
import { deleteProject } from './delete-project.ts';
import type { Project } from './project.ts';
import { createProjectStore } from './store.ts';
import { updateProject } from './update-project.ts';

export function projectHandlers(base: AuthDeps): Handlers<typeof projectContract> {
  const deps = { ...base, projects: createProjectStore(base.table) };
  return {
    createProject: async ({ ctx, body }) => withEtag(await createProject({ ctx, deps, input: body })),
    listProjects: ({ ctx, query }) => deps.projects.list(ctx, query),
    getProject: async ({ ctx, params }) => withEtag(found(await deps.projects.get(ctx, params.id), 'project')),
    updateProject: async ({ ctx, params, body, request }) =>
      withEtag(await updateProject({ ctx, deps, input: { id: params.id, change: body, ifMatch: request.ifMatch } })),
    deleteProject: async ({ ctx, params }) => void (await deleteProject({ ctx, deps, input: params })),
    addProjectTeam: async ({ ctx, params }) => withEtag(await addTeam({ ctx, deps, input: params })),
    removeProjectTeam: async ({ ctx, params }) => withEtag(await removeTeam({ ctx, deps, input: params })),
  };
}

function withEtag(project: Project): Reply<Project> {
  return new Reply(project, { etag: versionTag(project) });
}
