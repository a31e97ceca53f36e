import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { authContract } from '../../../../lambdas/auth/contract.ts';
import { type AuthWorld, startAuth } from '../auth-world.ts';

let world: AuthWorld;
beforeAll(async () => {
  world = await startAuth();
});
afterAll(() => world.close());

const pages = [
  ['/verify-email', true],
  ['/confirm-email', true],
  ['/reset-password', true],
  ['/restore-account', true],
  ['/forgot-password', false],
] as const;
const open = (path: string, hasToken: boolean, token = 'abc') =>
  world.ask({ routeKey: `GET ${path}`, ...(hasToken && { query: { token } }) });

test.each(pages)(
  '%s runs its own script and style only, cannot be framed, and is kept nowhere',
  async (path, hasToken) => {
    const { statusCode, headers, body = '' } = await open(path, hasToken);
    expect(statusCode).toBe(200);
    const policy = String(headers?.['content-security-policy']);
    for (const tag of ['script', 'style']) {
      const text = new RegExp(`<${tag}(?: type="module")?>([^]*?)</${tag}>`).exec(body)?.[1] ?? '';
      expect(text).not.toBe('');
      expect(policy).toContain(`${tag}-src 'sha256-${createHash('sha256').update(text).digest('base64')}'`);
    }
    expect(policy).toContain("frame-ancestors 'none'");
    expect(headers).toMatchObject({ 'x-frame-options': 'DENY', 'cache-control': 'no-store' });
    expect(headers?.['set-cookie']).toBeUndefined();
  },
);

test.each(pages)('%s posts to routes of the contract, and labels what it asks for', async (path, hasToken) => {
  const { body = '' } = await open(path, hasToken);
  const targets = [...body.matchAll(/<form data-path="([^"]+)"/g)].map(([, target]) => target);
  const posts = Object.values(authContract).filter(({ method }) => method === 'POST');
  expect(targets.length).toBeGreaterThan(0);
  expect(posts.map((route): string => route.path)).toEqual(expect.arrayContaining(targets));
  const asked = [...body.matchAll(/<input id="([\w-]+)"[^>]*>/g)];
  for (const [input, id] of asked) {
    expect(body).toContain(`<label for="${id}">`);
    expect(input).toMatch(/ autocomplete="/);
  }
  expect(asked).toHaveLength(path.endsWith('password') || path === '/verify-email' ? 1 : 0);
  expect(body).toContain('<p role="alert" tabindex="-1"></p>');
  expect(body).toContain('<output tabindex="-1"></output>');
});

test.each(pages.filter(([, hasToken]) => hasToken))('the token of %s cannot leave its field', async (path) => {
  const { body } = await open(path, true, '"><script>alert(1)</script>');
  expect(body).toContain('value="&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;"');
  expect(body?.match(/<script/g)).toHaveLength(1);
});

test('opening a page uses nothing up', async () => {
  const before = await world.dump();
  for (const [path, hasToken] of pages) await open(path, hasToken);
  expect(await world.dump()).toBe(before);
});
