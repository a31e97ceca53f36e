import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type AuthWorld, startAuth } from '../auth-world.ts';

let world: AuthWorld;
beforeAll(async () => {
  world = await startAuth();
});
afterAll(() => world.close());

const open = (token: string) => world.ask({ routeKey: 'GET /invitation', query: { token } });

test('the page runs exactly its own script, is in no frame, and is kept nowhere', async () => {
  const { statusCode, headers, body = '' } = await open('x');
  expect(statusCode).toBe(200);
  const script = /<script type="module">([\s\S]*?)<\/script>/.exec(body)?.[1] ?? '';
  const policy = String(headers?.['content-security-policy']);
  expect(policy).toContain(`script-src 'sha256-${createHash('sha256').update(script).digest('base64')}'`);
  expect(policy).toContain("frame-ancestors 'none'");
  expect(headers).toMatchObject({ 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' });
  expect(headers).not.toHaveProperty('set-cookie');
});

test('what comes in the link is text in the page, never more', async () => {
  const { body = '' } = await open('"><script>alert(1)</script>');
  expect(body).not.toContain('<script>alert');
  expect(body).toContain('data-token="&quot;&gt;&lt;script&gt;');
});

test('its script keeps nothing and writes no HTML; opening it writes nothing', async () => {
  const before = await world.dump();
  const { body = '' } = await open('x');
  expect(body).not.toMatch(/document\.cookie|localStorage|sessionStorage|innerHTML|insertAdjacentHTML|\beval\(/);
  expect(body).not.toMatch(/ on\w+="| style="/);
  expect(await world.dump()).toBe(before);
});
