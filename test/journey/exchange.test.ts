import { createServer, type Server } from 'node:http';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as z from 'zod';
import { type Account, Client, newAccount, newProject } from './client.ts';
import { type Platform, startPlatform } from './platform.ts';

let platform: Platform;
let person: Account;
let provider: Awaited<ReturnType<typeof startProvider>>;
beforeAll(async () => {
  [platform, provider] = await Promise.all([startPlatform(), startProvider()]);
  person = await newAccount(platform.ready.url);
}, 120_000);
afterAll(async () => {
  await provider?.close();
  await platform?.stop();
});

/** A CI provider on this computer, which publishes its keys and signs what its jobs are. */
async function startProvider() {
  const { publicKey, privateKey } = await generateKeyPair('RS256', { extractable: true });
  const jwk = { ...(await exportJWK(publicKey)), kid: 'ci', alg: 'RS256', use: 'sig' };
  let issuer = '';
  const server: Server = createServer((request, reply) => {
    const isDiscovery = request.url === '/.well-known/openid-configuration';
    reply.end(JSON.stringify(isDiscovery ? { issuer, jwks_uri: `${issuer}/jwks` } : { keys: [jwk] }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  issuer = `http://localhost:${z.object({ port: z.number() }).parse(server.address()).port}`;
  const sign = (claims: Record<string, unknown>) =>
    new SignJWT(claims)
      .setProtectedHeader({ alg: 'RS256', kid: 'ci' })
      .setIssuer(issuer)
      .setAudience('odavl-cloud')
      .setSubject('repo:analytical/engine:ref:refs/heads/main')
      .setIssuedAt()
      .setExpirationTime('5m')
      .sign(privateKey);
  const close = () => new Promise((resolve) => server.close(resolve));
  return { issuer, sign, close };
}

const trade = (audience: string, subjectToken: string) =>
  new Client(platform.ready.url).send(
    'POST',
    '/v1/oauth/token',
    new URLSearchParams({
      grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
      subject_token_type: 'urn:ietf:params:oauth:token-type:jwt',
      ...{ audience, subject_token: subjectToken },
    }).toString(),
    { 'content-type': 'application/x-www-form-urlencoded' },
  );

test('a job of a trusted repository works in its project without any secret, and another job does not', async () => {
  const projectIds = [await newProject(person.client, 'Engine')];
  await newProject(person.client, 'Secret');
  const rule = await person.client.post('/v1/trust-rules', {
    ...{ name: 'Builds', issuer: provider.issuer, audience: 'odavl-cloud', scopes: ['projects:read'], projectIds },
    claims: { repository: 'analytical/engine', ref: 'refs/heads/*' },
  });
  const { id } = rule.as(z.object({ id: z.string() }));
  const main = { repository: 'analytical/engine', ref: 'refs/heads/main' };
  const given = (await trade(id, await provider.sign(main))).as(
    z.object({ access_token: z.string(), expires_in: z.literal(600) }),
  );
  const job = person.client.with(given.access_token);
  const Names = z.object({ items: z.array(z.object({ name: z.string() })) });
  expect((await job.get('/v1/projects')).as(Names)).toEqual({ items: [{ name: 'Engine' }] });
  expect((await job.post('/v1/projects', { name: 'x' })).status).toBe(403);
  const fork = await trade(id, await provider.sign({ ...main, repository: 'attacker/engine' }));
  expect(fork.status).toBe(400);
  expect(JSON.parse(fork.text)).toEqual({
    error: 'invalid_grant',
    error_description: 'The claim repository does not fit the trust rule.',
  });
});
