import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type AuthWorld, apiUrl, startAuth } from '../auth-world.ts';

let world: AuthWorld;
beforeAll(async () => {
  world = await startAuth();
});
afterAll(() => world.close());

const page = (token: string) => world.ask({ routeKey: 'GET /verify-email', query: { token } });

test('the page allows exactly its own script and style, and is kept nowhere', async () => {
  const { statusCode, headers, body } = await page('abc');
  expect(statusCode).toBe(200);
  const policy = String(headers?.['content-security-policy']);
  for (const tag of ['script', 'style']) {
    const text = new RegExp(`<${tag}(?: type="module")?>([^]*?)</${tag}>`).exec(body ?? '')?.[1] ?? '';
    expect(text).not.toBe('');
    expect(policy).toContain(`${tag}-src 'sha256-${createHash('sha256').update(text).digest('base64')}'`);
  }
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("frame-ancestors 'none'");
  expect(headers).toMatchObject({ 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' });
});

test('the token is carried in a field, and cannot leave it', async () => {
  const { body } = await page('"><script>alert(1)</script>');
  expect(body).toContain('value="&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;"');
  expect(body?.match(/<script/g)).toHaveLength(1);
});

test('opening the page uses nothing up', async () => {
  const before = await world.dump();
  await page('abc');
  expect(await world.dump()).toBe(before);
});

test('discovery names the issuer and the place of the keys, where the key that signs is', async () => {
  const discovery = await world.ask({ routeKey: 'GET /.well-known/openid-configuration' });
  expect(JSON.parse(discovery.body ?? '')).toMatchObject({
    issuer: apiUrl,
    jwks_uri: `${apiUrl}/.well-known/jwks.json`,
  });
  const jwks = await world.ask({ routeKey: 'GET /.well-known/jwks.json' });
  const { publicJwk } = await world.loadSigningKey();
  expect(JSON.parse(jwks.body ?? '')).toEqual({ keys: expect.arrayContaining([publicJwk]) });
  expect(jwks.headers).toMatchObject({ 'cache-control': 'public, max-age=300' });
});
