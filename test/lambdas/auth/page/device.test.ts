import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { problemOf } from '../../../shared/http-event.ts';
import { type AuthWorld, startAuth } from '../auth-world.ts';

let world: AuthWorld;
beforeAll(async () => {
  world = await startAuth();
});
afterAll(() => world.close());

const page = (query: Record<string, string> = {}) => world.ask({ routeKey: 'GET /device', query });

test('the page runs its own script and no other, is framed by nobody, and sets no cookie', async () => {
  const { statusCode, headers, body } = await page({ user_code: 'ABCD-EFGH' });
  expect(statusCode).toBe(200);
  const script = /<script type="module">([\s\S]*?)<\/script>/.exec(body ?? '')?.[1] ?? '';
  const policy = String(headers?.['content-security-policy']);
  expect(policy).toContain(`script-src 'sha256-${createHash('sha256').update(script).digest('base64')}'`);
  expect(policy).toContain("frame-ancestors 'none'");
  expect(policy).toContain("form-action 'none'");
  expect(headers).toMatchObject({ 'x-frame-options': 'DENY', 'cache-control': 'no-store' });
  expect(headers).not.toHaveProperty('set-cookie');
});

test('the code of the link stands in the field, and cannot leave it', async () => {
  expect((await page({ user_code: 'ABCD-EFGH' })).body).toContain('value="ABCD-EFGH"');
  const { body } = await page({ user_code: '"><script>alert(1)</script>' });
  expect(body).toContain('value="&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;"');
  expect(body?.match(/<script/g)).toHaveLength(1);
});

test('the page is the same for every code: opening it tells nothing and uses nothing up', async () => {
  const before = await world.dump();
  const [one, other] = [await page({ user_code: 'AAAA-AAAA' }), await page({ user_code: 'BBBB-BBBB' })];
  expect(other.body?.replace('BBBB-BBBB', 'AAAA-AAAA')).toBe(one.body);
  expect((await page()).statusCode).toBe(200);
  expect(await world.dump()).toBe(before);
});

test.each<[Record<string, string>]>([[{ user_code: 'A'.repeat(41) }], [{ other: 'x' }]])(
  '%j is not taken',
  async (query) => {
    expect(problemOf(await page(query))).toMatchObject({ status: 422 });
  },
);
