import * as oauth from 'oauth4webapi';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as z from 'zod';
import { type Account, Client, newAccount, newProject } from './client.ts';
import { type Platform, startPlatform } from './platform.ts';

let platform: Platform;
let person: Account;
let server: oauth.AuthorizationServer;
let client: oauth.Client;
let secret: string;
const insecure = { [oauth.allowInsecureRequests]: true };

beforeAll(async () => {
  platform = await startPlatform();
  person = await newAccount(platform.ready.url);
  const issuer = new URL(platform.ready.url);
  server = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, insecure));
  const body = { kind: 'service-account', name: 'Deployments', scopes: ['projects:read'], requiresDpop: true };
  const made = (await person.client.post('/v1/oauth-clients', body)).as(
    z.object({ client: z.object({ id: z.string() }), secret: z.string() }),
  );
  client = { client_id: made.client.id };
  secret = made.secret;
}, 120_000);
afterAll(() => platform?.stop());

async function prover() {
  return oauth.DPoP(client, await oauth.generateKeyPair('ES256'));
}

async function tokenFor(DPoP?: oauth.DPoPHandle): Promise<oauth.TokenEndpointResponse> {
  const scope = new URLSearchParams({ scope: 'projects:read' });
  const options = { ...insecure, ...(DPoP && { DPoP }) };
  const authentication = oauth.ClientSecretBasic(secret);
  const reply = await oauth.clientCredentialsGrantRequest(server, client, authentication, scope, options);
  return oauth.processClientCredentialsResponse(server, client, reply);
}

const projects = (token: string, DPoP?: oauth.DPoPHandle, path = '/v1/projects?limit=5') => {
  const url = new URL(platform.ready.url + path);
  const options = { ...insecure, ...(DPoP && { DPoP }) };
  return oauth.protectedResourceRequest(token, 'GET', url, undefined, null, options);
};

/** The error of `WWW-Authenticate: DPoP`, by the client's own parser. */
async function challengeOf(request: Promise<Response>): Promise<{ scheme?: string; error?: string; algs?: string }> {
  const error = await request.catch((reason: unknown) => reason);
  if (!(error instanceof oauth.WWWAuthenticateChallengeError)) throw new Error('A challenge was expected.');
  const [challenge] = error.cause;
  return { scheme: challenge?.scheme, ...challenge?.parameters };
}

test('a client with a key gets a token that is bound to it, and uses it', async () => {
  const projectId = await newProject(person.client);
  const DPoP = await prover();
  const token = await tokenFor(DPoP);
  expect(token.token_type).toBe('dpop');
  for (const path of ['/v1/projects?limit=5', `/v1/projects/${projectId}`]) {
    expect((await projects(token.access_token, DPoP, path)).status).toBe(200);
  }
});

test('a stolen token is refused without its key, and with another one', async () => {
  const token = (await tokenFor(await prover())).access_token;
  expect(await challengeOf(projects(token))).toMatchObject({ scheme: 'dpop', error: 'invalid_token' });
  const algs = 'ES256 EdDSA PS256 RS256';
  expect(await challengeOf(projects(token, await prover()))).toMatchObject({
    scheme: 'dpop',
    error: 'invalid_token',
    algs,
  });
});

test('a recorded request is not answered a second time', async () => {
  const DPoP = await prover();
  const { access_token: token } = await tokenFor(DPoP);
  const recorded: Headers[] = [];
  const url = new URL(`${platform.ready.url}/v1/projects`);
  const first = await oauth.protectedResourceRequest(token, 'GET', url, undefined, null, {
    ...{ ...insecure, DPoP },
    [oauth.customFetch]: (input, options) => {
      recorded.push(new Headers(options.headers));
      return fetch(input, options);
    },
  });
  expect(first.status).toBe(200);
  const again = await new Client(platform.ready.url).get('/v1/projects', Object.fromEntries(recorded[0] ?? []));
  expect(again.status).toBe(401);
  expect(again.headers.get('www-authenticate')).toMatch(/^DPoP .*error="invalid_dpop_proof"/);
});

test('who must prove a key gets no token without one', async () => {
  await expect(tokenFor()).rejects.toMatchObject({ error: 'invalid_dpop_proof' });
});
