import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type AuthWorld, startAuth } from '../auth-world.ts';

let world: AuthWorld;
beforeAll(async () => {
  world = await startAuth();
});
afterAll(() => world.close());

test('the page runs exactly its own script, is in no frame, and is kept nowhere', async () => {
  const { statusCode, headers, body = '' } = await world.ask({ routeKey: 'GET /account/security' });
  expect(statusCode).toBe(200);
  const script = /<script type="module">([\s\S]*?)<\/script>/.exec(body)?.[1] ?? '';
  const policy = String(headers?.['content-security-policy']);
  expect(policy).toContain(`script-src 'sha256-${createHash('sha256').update(script).digest('base64')}'`);
  expect(policy).toContain("frame-ancestors 'none'");
  expect(headers).toMatchObject({ 'cache-control': 'no-store', 'x-frame-options': 'DENY' });
  expect(headers).not.toHaveProperty('set-cookie');
});

test('its script keeps nothing and writes no HTML', async () => {
  const { body = '' } = await world.ask({ routeKey: 'GET /account/security' });
  expect(body).not.toMatch(
    /document\.cookie|localStorage|sessionStorage|innerHTML|outerHTML|insertAdjacentHTML|\beval\(/,
  );
  expect(body).not.toMatch(/ on\w+="| style="/);
});

test('opening it writes nothing', async () => {
  const before = await world.dump();
  await world.ask({ routeKey: 'GET /account/security' });
  expect(await world.dump()).toBe(before);
});
