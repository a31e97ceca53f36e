import { createLocalJWKSet, jwtVerify } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { verifyAuditExport } from '../../../../build/verify-audit-log.ts';
import type { Context } from '../../../../shared/context.ts';
import { bodyOf, problemOf } from '../../../shared/http-event.ts';
import { start } from '../../../shared/make-context.ts';
import { apiUrl } from '../auth-world.ts';
import { type AuditWorld, linesIn, pageIn, startAudit } from './audit-world.ts';

let world: AuditWorld;
beforeAll(async () => {
  world = await startAudit();
});
beforeEach(() => {
  world.clock.now = start;
});
afterAll(() => world.close());

const iso = (ms: number) => new Date(ms).toISOString();
const list = async (ctx: Context, query: Record<string, string> = {}) =>
  pageIn(await world.asks(ctx, 'GET /v1/audit-log', { query }));
const verify = async (ctx: Context, body: object = {}) =>
  z.looseObject({ isIntact: z.boolean() }).parse(bodyOf(await world.asks(ctx, 'POST /v1/audit-log/verify', { body })));
const exported = (ctx: Context, query: Record<string, string> = {}) =>
  world.asks(ctx, 'GET /v1/audit-log/export', { query });
const Receipt = z.object({ seq: z.number(), hash: z.string(), signature: z.string(), organizationId: z.string() });
const receiptOf = async (ctx: Context) => Receipt.parse(bodyOf(await world.asks(ctx, 'GET /v1/audit-log/head')));

/** Somebody with this many acts, one a second. */
async function active(count: number, change: Parameters<AuditWorld['addPerson']>[0] = {}) {
  const person = await world.addPerson(change);
  for (let at = 0; at < count; at += 1) {
    const action = at % 2 === 0 ? ('project.created' as const) : ('project.deleted' as const);
    await world.act({ ...person.ctx, now: start + at * 1_000 }, { action });
  }
  return person;
}

test('one reads what one has just done, newest first, with all about it', async () => {
  const { ctx } = await world.addPerson();
  await world.act(ctx, { action: 'project.updated', before: { name: 'a' }, after: { name: 'b' } });
  await world.act({ ...ctx, now: start + 1 }, { action: 'project.deleted' });
  const { items } = await list(ctx);
  expect(items).toMatchObject([
    { seq: 2, action: 'project.deleted', at: iso(start + 1) },
    {
      ...{ seq: 1, action: 'project.updated', outcome: 'success', requestId: 'request-1', erased: [] },
      ...{ actor: ctx.actor, source: ctx.source, target: { type: 'project', id: 'prj_1' } },
      ...{ before: { name: 'a' }, after: { name: 'b' } },
    },
  ]);
});

test('pages follow one another without a gap or a repetition, with and without a filter', async () => {
  const { ctx } = await active(25);
  const queries: Record<string, string>[] = [{}, { action: 'project.created' }, { actor: ctx.actor.id }];
  for (const query of queries) {
    const seen: number[] = [];
    for (let cursor: string | undefined, more = true; more; more = cursor !== undefined) {
      const page = await list(ctx, { ...query, limit: '4', ...(cursor && { cursor }) });
      seen.push(...page.items.map(({ seq }) => seq));
      cursor = page.nextCursor;
    }
    const all = Array.from({ length: 25 }, (_, at) => 25 - at);
    expect(seen).toEqual('action' in query ? all.filter((seq) => seq % 2 === 1) : all);
  }
});

test('a page that ends with the last record has no cursor', async () => {
  const { ctx } = await active(4);
  expect((await list(ctx, { limit: '4' })).nextCursor).toBeUndefined();
  expect((await list(ctx, { limit: '2', action: 'project.created' })).nextCursor).toBeUndefined();
});

test('from is in the period, to is not, whatever offset they are written with', async () => {
  const { ctx } = await active(5);
  const seqs = async (query: Record<string, string>) => (await list(ctx, query)).items.map(({ seq }) => seq);
  expect(await seqs({ from: iso(start + 1_000), to: iso(start + 3_000) })).toEqual([3, 2]);
  expect(await seqs({ from: '2026-11-22T13:00:01+01:00', to: '2026-11-22T12:00:03Z' })).toEqual([3, 2]);
  expect(await seqs({ from: iso(start + 3_000), to: iso(start + 1_000) })).toEqual([]);
  expect(await seqs({ to: iso(start) })).toEqual([]);
});

test('a filter that nothing passes reads a bounded number of records, and can be gone on with', async () => {
  const { ctx } = await world.addPerson();
  await world.act(ctx, { action: 'role.created' });
  await Promise.all(Array.from({ length: 2_100 }, (_, at) => world.act({ ...ctx, now: start + 1 + at })));
  await world.chain(ctx.orgId, 3_000);
  const first = await list(ctx, { action: 'role.created' });
  expect(first).toMatchObject({ items: [], nextCursor: expect.any(String) });
  const second = await list(ctx, { action: 'role.created', cursor: first.nextCursor ?? '' });
  expect(second).toMatchObject({ items: [{ seq: 1 }] });
  expect(second.nextCursor).toBeUndefined();

  const [one, two] = [await verify(ctx), await verify(ctx, { fromSeq: 2_000 })];
  expect(one).toMatchObject({ isIntact: true, records: 2_000, nextSeq: 2_000 });
  expect(two).toMatchObject({ isIntact: true, records: 102, lastSeq: 2_101 });
  expect(two.nextSeq).toBeUndefined();
  const page = await exported(ctx);
  expect(linesIn(page)).toHaveLength(1_000);
  expect(page.headers?.link).toMatch(/^<https:\/\/api\.example\/v1\/audit-log\/export\?cursor=[\w-]+>; rel="next"$/);
}, 60_000);

test.each(['forged', '', Buffer.from('2026-11-22T12:00:00.000Z 1 x').toString('base64url')])(
  'the cursor %j is refused',
  async (cursor) => {
    const { ctx } = await active(1);
    for (const route of ['GET /v1/audit-log', 'GET /v1/audit-log/export']) {
      const reply = await world.asks(ctx, route, { query: { cursor } });
      expect(cursor === '' ? 400 : problemOf(reply).status).toBe(400);
    }
  },
);

test.each<Record<string, string>>([
  { from: 'yesterday' },
  { action: 'project.eaten' },
  { limit: '101' },
  { sort: 'asc' },
])('the query %j is refused', async (query) => {
  const { ctx } = await world.addPerson();
  expect(problemOf(await world.asks(ctx, 'GET /v1/audit-log', { query }))).toMatchObject({ status: 422 });
});

describe('who may not', () => {
  const routes = [
    'GET /v1/audit-log',
    'GET /v1/audit-log/export',
    'POST /v1/audit-log/verify',
    'GET /v1/audit-log/head',
  ];

  test.each(routes)('%s needs audit:read, which viewers and developers lack', async (route) => {
    for (const role of ['viewer', 'developer'] as const) {
      const { ctx } = await world.addPerson({ role });
      const body = route.startsWith('POST') ? { body: {} } : {};
      expect(problemOf(await world.asks(ctx, route, body))).toMatchObject({ status: 403, code: 'forbidden' });
    }
  });

  test('another organization sees, exports and verifies only its own', async () => {
    const { ctx } = await active(3);
    await list(ctx);
    const stranger = await active(1);
    const { nextCursor = '' } = await list(ctx, { limit: '1' });
    expect((await list(stranger.ctx, { cursor: nextCursor })).items.length).toBeLessThanOrEqual(1);
    expect((await list(stranger.ctx, { actor: ctx.actor.id })).items).toEqual([]);
    expect((await exported(stranger.ctx)).body).not.toContain(ctx.actor.id);
    expect(await verify(stranger.ctx)).toMatchObject({ isIntact: true, records: 2 });
    expect(await receiptOf(stranger.ctx)).toMatchObject({ organizationId: stranger.ctx.orgId });
  });
});

describe('an export', () => {
  test('is one record a line, verifies offline, and is itself recorded', async () => {
    const { ctx } = await active(5);
    const reply = await exported(ctx);
    expect(reply.headers?.['content-type']).toMatch(/^application\/x-ndjson/);
    expect(linesIn(reply)).toHaveLength(5);
    expect(await verifyAuditExport(reply.body ?? '', { orgId: ctx.orgId })).toMatchObject({
      isIntact: true,
      records: 5,
    });
    const [last] = (await list(ctx)).items;
    expect(last).toMatchObject({ action: 'audit-log.exported', after: { records: 5, firstSeq: 1, lastSeq: 5 } });
  });

  test('has no line that a name could make', async () => {
    const { ctx } = await world.addPerson();
    const name = '\n{"seq":99,"action":"forged"}\r\n=cmd|calc\u2028\u2029';
    await world.act(ctx, { after: { name } });
    const lines = linesIn(await exported(ctx));
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ seq: 1, parts: { after: { value: { name } } } });
  });

  test('goes on behind its cursor, within its period', async () => {
    const { ctx } = await active(5);
    await list(ctx);
    const cursor = Buffer.from(`${iso(start + 1_000)} 2`).toString('base64url');
    const page = await exported(ctx, { cursor, to: iso(start + 4_000) });
    expect(linesIn(page).map((line) => z.object({ seq: z.number() }).parse(JSON.parse(line)).seq)).toEqual([3, 4]);
    expect(page.headers?.link).toBeUndefined();
  });
});

describe('the head', () => {
  test('is signed with a key of ours, for this organization, and is no access token', async () => {
    const { ctx } = await active(3);
    const receipt = await receiptOf(ctx);
    const keys = createLocalJWKSet({ keys: await world.jwks.list() });
    const { payload, protectedHeader } = await jwtVerify(receipt.signature, keys, {
      issuer: apiUrl,
      subject: ctx.orgId,
    });
    expect(payload).toMatchObject({ seq: 3, hash: receipt.hash });
    expect(protectedHeader).toMatchObject({ alg: 'ES256', typ: 'audit-head+jwt' });
    const asToken = await world.ask({ routeKey: 'GET /v1/me', credential: receipt.signature });
    expect(problemOf(asToken)).toMatchObject({ status: 401 });
  });

  test('of an empty log can be had too', async () => {
    const { ctx } = await world.addPerson();
    const { seq, hash } = await receiptOf(ctx);
    expect(seq).toBe(0);
    expect(await verify(ctx, { expect: { seq, hash } })).toMatchObject({ isIntact: true, records: 0 });
    await world.act(ctx);
    expect(await verify(ctx, { expect: { seq, hash } })).toMatchObject({ isIntact: true, records: 1 });
  });

  test('that was noted down betrays a chain that was written anew, and one that was cut short', async () => {
    const { ctx } = await active(3);
    const { seq, hash } = await receiptOf(ctx);
    expect(await verify(ctx, { expect: { seq, hash } })).toMatchObject({ isIntact: true });
    expect(await verify(ctx, { expect: { seq, hash: '0'.repeat(64) } })).toMatchObject({
      isIntact: false,
      brokenAt: 3,
    });
    expect(await verify(ctx, { expect: { seq: 4, hash } })).toMatchObject({ isIntact: false, brokenAt: 4 });
  });
});
