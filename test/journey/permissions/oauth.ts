import { createHash, randomBytes } from 'node:crypto';
import * as oauth from 'oauth4webapi';
import * as z from 'zod';
import { startCiProvider } from '../ci-provider.ts';
import type { Account } from '../client.ts';
import type { Scene } from './scene.ts';

const Id = z.object({ id: z.string() });
const Granted = z.object({ access_token: z.string(), refresh_token: z.string().optional() });
const Registered = z.object({ client: Id, secret: z.string() });
const grantType = (name: string) => `urn:ietf:params:oauth:grant-type:${name}`;

interface ServiceAccount {
  readonly client_id: string;
  readonly client_secret: string;
}

/** Apps, devices, service accounts, jobs of a CI provider, and the tokens that each of them gets. */
export async function tryOAuth(scene: Scene): Promise<void> {
  const { call, anybody } = scene;
  const boss = await scene.newBoss();
  await call(anybody, 'GET /.well-known/openid-configuration', 200);
  await call(anybody, 'GET /.well-known/oauth-authorization-server', 200);
  await call(anybody, 'GET /.well-known/jwks.json', 200);
  const account = await registerClients(scene, boss);
  const appToken = await letAppIn(scene, boss, account);
  await call(anybody.with(appToken), 'GET /v1/oauth/userinfo', 200);
  await call(anybody.with(appToken), 'POST /v1/oauth/userinfo', 200);
  await letDeviceIn(scene, boss);
  await trustJobs(scene, boss);
  await proveKey(scene, boss);
  await call(boss.client, 'DELETE /v1/oauth-clients/{id}', 204, { params: { id: account.client_id } });
}

async function registerClients({ call, anybody }: Scene, { client }: Account): Promise<ServiceAccount> {
  const body = { kind: 'service-account', name: 'Nightly', scopes: ['projects:read'] };
  const { id } = (await call(client, 'POST /v1/oauth-clients', 201, { body })).as(Registered).client;
  const params = { id };
  await call(client, 'GET /v1/oauth-clients', 200);
  await call(client, 'GET /v1/oauth-clients/{id}', 200, { params });
  await call(client, 'PATCH /v1/oauth-clients/{id}', 200, { params, body: { name: 'Daily' } });
  const { secret } = (await call(client, 'POST /v1/oauth-clients/{id}/rotate-secret', 200, { params })).as(Registered);
  const account = { client_id: id, client_secret: secret };
  const form = { grant_type: 'client_credentials', ...account };
  const { access_token } = (await call(anybody, 'POST /v1/oauth/token', 200, { form })).as(Granted);
  await call(anybody.with(access_token), 'GET /v1/projects', 200);
  return account;
}

/** Replies an access token of the app. */
async function letAppIn({ call, anybody }: Scene, boss: Account, account: ServiceAccount): Promise<string> {
  const verifier = randomBytes(32).toString('base64url');
  const [client_id, redirect_uri] = ['odavl-cli', 'http://127.0.0.1:1/callback'];
  const request = {
    ...{ client_id, redirect_uri, response_type: 'code', scope: 'openid profile email projects:read' },
    ...{ code_challenge: createHash('sha256').update(verifier).digest('base64url'), code_challenge_method: 'S256' },
  };
  await call(anybody, 'GET /v1/oauth/authorize', 200, { query: request });
  const decide = async (decision: string) => {
    const body = { ...request, organizationId: boss.orgId, decision };
    const answer = await call(boss.client, 'POST /v1/oauth/authorize', 200, { body });
    return new URL(answer.as(z.object({ redirectTo: z.url() })).redirectTo).searchParams;
  };
  await decide('deny');
  const code = String((await decide('allow')).get('code'));
  const form = { grant_type: 'authorization_code', client_id, redirect_uri, code, code_verifier: verifier };
  const first = (await call(anybody, 'POST /v1/oauth/token', 200, { form })).as(Granted);
  const refresh = { grant_type: 'refresh_token', client_id, refresh_token: String(first.refresh_token) };
  const next = (await call(anybody, 'POST /v1/oauth/token', 200, { form: refresh })).as(Granted);
  const question = { form: { ...account, token: next.access_token } };
  await call(anybody, 'POST /v1/oauth/introspect', 200, question);
  const second = await call(boss.client, 'POST /v1/oauth/authorize', 200, {
    body: { ...request, organizationId: boss.orgId, decision: 'allow' },
  });
  const again = new URL(second.as(z.object({ redirectTo: z.url() })).redirectTo).searchParams.get('code');
  const other = { ...form, code: String(again) };
  const ended = (await call(anybody, 'POST /v1/oauth/token', 200, { form: other })).as(Granted);
  await call(anybody, 'POST /v1/oauth/revoke', 200, { form: { client_id, token: String(ended.refresh_token) } });
  // A code that comes twice is somebody's who stole it, so what it gave is taken back.
  await call(anybody, 'POST /v1/oauth/token', 400, { form: other });
  return next.access_token;
}

async function letDeviceIn({ call, anybody }: Scene, { client }: Account): Promise<void> {
  const client_id = 'odavl-cli';
  const asked = await call(anybody, 'POST /v1/oauth/device/code', 200, { form: { client_id, scope: 'projects:read' } });
  const { user_code: userCode, device_code } = asked.as(z.object({ user_code: z.string(), device_code: z.string() }));
  const form = { grant_type: grantType('device_code'), client_id, device_code };
  await call(anybody, 'POST /v1/oauth/token', 400, { form });
  await call(anybody, 'GET /device', 200, { query: { user_code: userCode } });
  await call(client, 'POST /v1/oauth/device/verify', 404, { body: { userCode: 'AAAA-AAAA' } });
  await call(client, 'POST /v1/oauth/device/verify', 200, { body: { userCode } });
  await call(client, 'POST /v1/oauth/device/decide', 204, { body: { userCode, decision: 'allow' } });
  await call(anybody, 'POST /v1/oauth/token', 200, { form });
}

async function trustJobs({ call, anybody }: Scene, { client }: Account): Promise<void> {
  const provider = await startCiProvider();
  try {
    const claims = { repository: 'analytical/engine' };
    const rule = {
      name: 'Builds',
      issuer: provider.issuer,
      audience: 'odavl-cloud',
      scopes: ['projects:read'],
      claims,
    };
    const { id } = (await call(client, 'POST /v1/trust-rules', 201, { body: rule })).as(Id);
    await call(client, 'GET /v1/trust-rules', 200);
    await call(client, 'GET /v1/trust-rules/{id}', 200, { params: { id } });
    await call(client, 'PATCH /v1/trust-rules/{id}', 200, { params: { id }, body: { name: 'Builds of main' } });
    const form = {
      ...{ grant_type: grantType('token-exchange'), audience: id, subject_token: await provider.sign(claims) },
      subject_token_type: 'urn:ietf:params:oauth:token-type:jwt',
    };
    const { access_token } = (await call(anybody, 'POST /v1/oauth/token', 200, { form })).as(Granted);
    await call(anybody.with(access_token), 'GET /v1/projects', 200);
    await call(client, 'DELETE /v1/trust-rules/{id}', 204, { params: { id } });
  } finally {
    await provider.close();
  }
}

/** Proofs of DPoP are used up, at the token endpoint and by the authorizer. */
async function proveKey({ call, runtime }: Scene, { client }: Account): Promise<void> {
  const body = { kind: 'service-account', name: 'Bound', scopes: ['projects:read'], requiresDpop: true };
  const made = (await call(client, 'POST /v1/oauth-clients', 201, { body })).as(Registered);
  const bound: oauth.Client = { client_id: made.client.id };
  const options = {
    [oauth.allowInsecureRequests]: true,
    DPoP: oauth.DPoP(bound, await oauth.generateKeyPair('ES256')),
  };
  const issuer = new URL(runtime.url);
  const server = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, options));
  const authentication = oauth.ClientSecretBasic(made.secret);
  const reply = await oauth.clientCredentialsGrantRequest(server, bound, authentication, {}, options);
  const { access_token } = await oauth.processClientCredentialsResponse(server, bound, reply);
  const projects = new URL(`${runtime.url}/v1/projects`);
  const read = await oauth.protectedResourceRequest(access_token, 'GET', projects, undefined, null, options);
  if (read.status !== 200) throw new Error(`A proved token was answered with ${read.status}.`);
}
