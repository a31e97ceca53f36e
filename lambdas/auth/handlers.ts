import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Table } from '../../shared/dynamo.ts';
import { AppError } from '../../shared/errors.ts';
import type { Publish } from '../../shared/events.ts';
import { type Handlers, Reply } from '../../shared/route.ts';
import { createKey } from './api-key/create-key.ts';
import { revokeKey } from './api-key/revoke-key.ts';
import { createApiKeyStore } from './api-key/store.ts';
import type { authContract } from './contract.ts';
import { listOrganizations, readMe, readOrganization } from './organization/read-organization.ts';
import { createOrganizationStore } from './organization/store.ts';
import { verifyEmailPage } from './page/verify-email.ts';
import { createProject } from './project/create-project.ts';
import { deleteProject } from './project/delete-project.ts';
import { type Project, projectEtag } from './project/project.ts';
import { createProjectStore } from './project/store.ts';
import { updateProject } from './project/update-project.ts';
import { logIn } from './session/log-in.ts';
import { logOut } from './session/log-out.ts';
import { refresh } from './session/refresh.ts';
import { createSessionStore } from './session/store.ts';
import { openIdConfiguration } from './token/discovery.ts';
import type { LoadSigningKey } from './token/signer.ts';
import type { JwksStore } from './token/store.ts';
import { resendVerification } from './user/resend-verification.ts';
import { signUp } from './user/sign-up.ts';
import { createUserStore } from './user/store.ts';
import { verifyEmail } from './user/verify-email.ts';

export interface AuthDeps {
  readonly dynamo: DynamoDBClient;
  readonly table: Table;
  readonly publish: Publish;
  readonly jwks: JwksStore;
  readonly loadSigningKey: LoadSigningKey;
  readonly apiUrl: string;
}

/** Which verb answers which route. */
export function authHandlers(base: AuthDeps): Handlers<typeof authContract> {
  const { dynamo, table } = base;
  const deps = {
    ...base,
    users: createUserStore(dynamo, table),
    organizations: createOrganizationStore(table),
    sessions: createSessionStore(table),
    projects: createProjectStore(dynamo, table),
    apiKeys: createApiKeyStore(dynamo, table),
  };
  return {
    signUp: ({ ctx, body }) => signUp({ ctx, deps, input: body }),
    verifyEmail: ({ ctx, body }) => verifyEmail({ ctx, deps, input: body }),
    resendVerification: ({ ctx, body }) => resendVerification({ ctx, deps, input: body }),
    logIn: ({ ctx, body }) => logIn({ ctx, deps, input: body }),
    refresh: ({ ctx, body }) => refresh({ ctx, deps, input: body }),
    logOut: async ({ body }) => void (await logOut({ deps, input: body })),
    verifyEmailPage: async ({ query }) => verifyEmailPage(query.token),
    openIdConfiguration: async () => new Reply(openIdConfiguration(deps.apiUrl), cacheable),
    jwks: async () => new Reply({ keys: await publishedKeys(deps) }, cacheable),
    getMe: ({ ctx }) => readMe({ ctx, deps }),
    listOrganizations: ({ ctx, query }) => listOrganizations({ ctx, deps, input: query }),
    getOrganization: ({ ctx, params }) => readOrganization({ ctx, deps, input: params }),
    createProject: async ({ ctx, body }) => withEtag(await createProject({ ctx, deps, input: body })),
    listProjects: ({ ctx, query }) => deps.projects.list(ctx.orgId, query),
    getProject: async ({ ctx, params }) => withEtag(found(await deps.projects.get(ctx.orgId, params.id), 'project')),
    updateProject: async ({ ctx, params, body, request }) =>
      withEtag(await updateProject({ ctx, deps, input: { id: params.id, change: body, ifMatch: request.ifMatch } })),
    deleteProject: async ({ ctx, params }) => void (await deleteProject({ ctx, deps, input: params })),
    createApiKey: ({ ctx, body }) => createKey({ ctx, deps, input: body }),
    listApiKeys: ({ ctx, query }) => deps.apiKeys.list(ctx.orgId, query),
    getApiKey: async ({ ctx, params }) => found(await deps.apiKeys.get(ctx.orgId, params.id), 'API key'),
    revokeApiKey: async ({ ctx, params }) => void (await revokeKey({ ctx, deps, input: params })),
  };
}

const cacheable = { 'cache-control': 'public, max-age=300' } as const;

/** Loading the signing key publishes it, so a deployment that never signed a token has its key in the set, too. */
async function publishedKeys(deps: Pick<AuthDeps, 'jwks' | 'loadSigningKey'>) {
  await deps.loadSigningKey();
  return deps.jwks.list();
}

function withEtag(project: Project): Reply<Project> {
  return new Reply(project, { etag: projectEtag(project) });
}

function found<Item>(item: Item | undefined, what: string): Item {
  if (item === undefined) throw new AppError('not_found', `There is no such ${what}.`);
  return item;
}
