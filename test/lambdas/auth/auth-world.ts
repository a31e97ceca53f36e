import * as z from 'zod';
import type { NewApiKey } from '../../../lambdas/auth/api-key/api-key.ts';
import { createKey } from '../../../lambdas/auth/api-key/create-key.ts';
import { createCredentialStore } from '../../../lambdas/auth/api-key/credential/store.ts';
import type { FindScannerKey } from '../../../lambdas/auth/api-key/leak/scanner-keys.ts';
import { createUseRecorder } from '../../../lambdas/auth/api-key/record-use.ts';
import { createRotationStore } from '../../../lambdas/auth/api-key/rotation/store.ts';
import { createApiKeyStore } from '../../../lambdas/auth/api-key/store.ts';
import { authContract } from '../../../lambdas/auth/contract.ts';
import { createGrantFinder } from '../../../lambdas/auth/grant/find-grant.ts';
import { createGrantStore } from '../../../lambdas/auth/grant/store.ts';
import { authHandlers } from '../../../lambdas/auth/handlers.ts';
import { createInvitedFinder } from '../../../lambdas/auth/invitation/find-invited.ts';
import { createInvitationStore } from '../../../lambdas/auth/invitation/store.ts';
import type { FetchDocument } from '../../../lambdas/auth/issuer/fetch-document.ts';
import { IssuerFailure } from '../../../lambdas/auth/issuer/issuer.ts';
import { createIssuerKeys } from '../../../lambdas/auth/issuer/issuer-keys.ts';
import { createLinkStore } from '../../../lambdas/auth/link/store.ts';
import type { Organization } from '../../../lambdas/auth/organization/organization.ts';
import { createOrganizationStore, newOrganization } from '../../../lambdas/auth/organization/store.ts';
import { permissionsOfRole, type Role } from '../../../lambdas/auth/role/role.ts';
import { createRoleStore } from '../../../lambdas/auth/role/store.ts';
import { createSessionStore } from '../../../lambdas/auth/session/store.ts';
import { createVerifier } from '../../../lambdas/auth/token/access-token.ts';
import { authorize, type Presented } from '../../../lambdas/auth/token/authorize.ts';
import { createSigner } from '../../../lambdas/auth/token/signer.ts';
import { createJwksStore } from '../../../lambdas/auth/token/store.ts';
import type { TrustedIssuer } from '../../../lambdas/auth/token/trusted-issuer.ts';
import { createPasswords, type Passwords } from '../../../lambdas/auth/user/password.ts';
import { createUserStore } from '../../../lambdas/auth/user/store.ts';
import type { StoredUser } from '../../../lambdas/auth/user/user.ts';
import { httpHandler } from '../../../shared/http.ts';
import { newId } from '../../../shared/id.ts';
import { createIdempotency } from '../../../shared/idempotency.ts';
import type { Plan } from '../../../shared/plan.ts';
import { FakeBus } from '../../shared/fake-bus.ts';
import { FakeLog } from '../../shared/fake-log.ts';
import { type Asked, httpEvent } from '../../shared/http-event.ts';
import { unlimited } from '../../shared/limits.ts';
import { makeContext, source, start } from '../../shared/make-context.ts';
import { startTables, type Tables } from '../../shared/table.ts';

export const apiUrl = 'https://api.example';
export const password = 'correct horse battery';
/** Argon2id of `password` at a cost that tests can pay often; the real cost is tested with the password itself. */
export const cheapHash =
  '$argon2id$v=19$m=8,t=1,p=1$AAAAAAAAAAAAAAAAAAAAAA$COasZSyMm5hc6dqbItVb+IZaGwOa3IHiB0qT62pEreo';
export const cheapCost = { memory: 8, passes: 1, parallelism: 1 };

export type AuthWorld = Awaited<ReturnType<typeof startAuth>>;

/** The whole auth service on the real table engine: its HTTP handler, its authorizer, and its stores. */
export async function startAuth(
  change: {
    fetchDocument?: FetchDocument;
    trustedIssuers?: readonly TrustedIssuer[];
    passwords?: Passwords;
    signInBurstPerIp?: number;
    findScannerKey?: FindScannerKey;
  } = {},
) {
  const tables: Tables = await startTables();
  const { client, table } = tables;
  const clock = { now: start };
  const bus = new FakeBus();
  const jwks = createJwksStore(table);
  const loadSigningKey = createSigner(
    async () => 'the secret of this deployment',
    jwks,
    () => clock.now,
  );
  const stores = {
    users: createUserStore(client, table),
    organizations: createOrganizationStore(table),
    apiKeys: createApiKeyStore(client, table),
    credentials: createCredentialStore(table),
    rotations: createRotationStore(client, table),
    sessions: createSessionStore(client, table),
    links: createLinkStore(table),
  };
  const areas = { invitations: createInvitationStore(table), roles: createRoleStore(table), now: () => clock.now };
  const findInvited = createInvitedFinder({ ...stores, ...areas });
  const log = new FakeLog();
  const {
    passwords = createPasswords(cheapCost),
    signInBurstPerIp = 100_000,
    findScannerKey = async () => undefined,
  } = change;
  const { trustedIssuers = [], fetchDocument = () => Promise.reject(new IssuerFailure('It is away.')) } = change;
  const findIssuerKeys = createIssuerKeys(fetchDocument);
  const deps = {
    ...{ dynamo: client, table, publish: bus.publish, jwks, loadSigningKey, apiUrl, log },
    ...{ findIssuerKeys, allowsLoopback: false, passwords, signInBurstPerIp, findScannerKey },
  };
  const kit = { apiUrl, log, now: () => clock.now, idempotency: createIdempotency(table), limits: unlimited };
  const handle = httpHandler(authContract, authHandlers(deps), kit);
  const verify = createVerifier(jwks, apiUrl);
  const grants = createGrantStore(table);
  const authorizerDeps = {
    ...{
      findCredential: stores.credentials.findCredential,
      recordUse: createUseRecorder(stores.credentials, log),
      findGrant: createGrantFinder(grants),
      verify,
      table,
      ...{ trustedIssuers, findIssuerKeys, findOrganization: grants.organization },
    },
  };

  /** Asks over HTTP, with the verdict of the real authorizer when there is a credential. */
  const ask = async (asked: Asked & { credential?: string }) => {
    const { credential, ...rest } = asked;
    const input = presented(`Bearer ${credential}`, clock.now, { routeKey: asked.routeKey });
    const authorizer = credential && (await authorize({ deps: authorizerDeps, input }));
    return handle(httpEvent({ ...rest, ...(authorizer && { authorizer }) }));
  };
  return {
    ...tables,
    ...stores,
    findInvited,
    clock,
    bus,
    jwks,
    loadSigningKey,
    verify,
    ask,
    handle,
    kit,
    log,
    authorizerDeps,
    addPerson: personMaker(tables),
  };
}

/** What the authorizer sees of a request. */
export function presented(header: string | undefined, now: number, change: Partial<Presented> = {}): Presented {
  const request = { proof: undefined, method: 'GET', url: `${apiUrl}/v1/me`, routeKey: 'GET /v1/me', source };
  return { header, now, ...request, ...change };
}

function personMaker({ client, table }: Tables) {
  const users = createUserStore(client, table);
  const apiKeys = createApiKeyStore(client, table);
  const organizations = createOrganizationStore(table);
  /** A person who has signed up, and the first member of an organization of their own. */
  return async (change: { role?: Role; plan?: Plan; isEmailVerified?: boolean } = {}) => {
    const { role = 'owner', plan = 'free', isEmailVerified = true } = change;
    const createdAt = new Date(start).toISOString();
    const id = newId('user', start);
    const user: StoredUser = {
      id,
      email: `${id}@example.com`,
      name: 'Ada',
      isEmailVerified,
      createdAt,
      passwordHash: cheapHash,
    };
    const organization: Organization = {
      ...{ id: newId('organization', start), name: 'Analytical', plan, createdAt, version: 1 },
    };
    const member = { orgId: organization.id, userId: id, role, joinedAt: createdAt };
    await users.create(user, newOrganization(table, organization, member));
    const permissions = new Set(permissionsOfRole[role]);
    const ctx = makeContext({ orgId: organization.id, actor: { type: 'user', id }, permissions, plan });
    const addKey = async (input: Partial<NewApiKey> = {}) =>
      createKey({ ctx, deps: { apiKeys, table, organizations }, input: { name: 'CI', scopes: ['admin'], ...input } });
    return { user, organization, member, ctx, addKey };
  };
}

export const Tokens = z.object({ accessToken: z.string(), refreshToken: z.string() });
