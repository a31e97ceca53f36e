import { afterAll, beforeAll, expect, test } from 'vitest';
import * as z from 'zod';
import { type CiProvider, startCiProvider } from './ci-provider.ts';
import { type Account, Client, newAccount, newProject } from './client.ts';
import { type Platform, startPlatform } from './platform.ts';

let platform: Platform;
let person: Account;
let provider: CiProvider;
beforeAll(async () => {
  [platform, provider] = await Promise.all([startPlatform(), startCiProvider()]);
  person = await newAccount(platform.ready.url);
}, 120_000);
afterAll(async () => {
  await provider?.close();
  await platform?.stop();
});

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
