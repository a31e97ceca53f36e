import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { bodyOf, problemOf } from '../../shared/http-event.ts';
import { type Insight, type InsightWorld, startInsight } from './insight-world.ts';

let world: InsightWorld;
let insight: Insight;
beforeAll(async () => {
  world = await startInsight();
});
beforeEach(async () => {
  insight = await world.organization();
});
afterAll(() => world.close());

const files = {
  'package.json': '{"name":"shop","version":"1.0.0","type":"module"}',
  'src/index.ts': "import { total } from './cart.ts';\nif (total([1]) == 2) { debugger; }\n",
  'src/cart.ts': 'export const total = (prices: number[]) => prices.reduce((sum, price) => sum + price, 0);\n',
};
const Body = z.looseObject({ outcome: z.looseObject({ counts: z.record(z.string(), z.number()) }).optional() });
const Issues = z.object({
  items: z.array(z.looseObject({ file: z.string(), ruleId: z.string(), state: z.string().optional() })),
  nextCursor: z.string().optional(),
});

const get = (routeKey: string, id: string, query: Record<string, string> = {}) =>
  insight.ask({ routeKey, params: { id }, query });
const read = (id: string) => get('GET /v1/insight/analyses/{id}', id);
const issues = (id: string, query: Record<string, string> = {}) =>
  get('GET /v1/insight/analyses/{id}/issues', id, query);

test('an upload is analysed: the outcome is in the analysis, the issues can be read, and the world is told', async () => {
  const id = await insight.analysed(files);
  const { outcome } = Body.parse(bodyOf(await read(id)));
  expect(outcome).toMatchObject({ riskScore: expect.any(Number), files: { analysed: 2, lines: 5, skipped: 0 } });
  const { items } = Issues.parse(bodyOf(await issues(id)));
  expect(items.map(({ file, ruleId }) => `${file} ${ruleId}`)).toContain('src/index.ts debugger');
  expect(insight.scene.bus.types).toContain('insight.analysis.completed.v1');
});

describe('an upload that cannot be used is refused', () => {
  test.each([
    ['that is still being inspected', { status: 'inspecting' }, 409, /must be ready/],
    ['that was rejected', { status: 'rejected', reasons: [{ detail: 'A name leads out.' }] }, 409, /A name leads out/],
    ['whose content is gone', { availableUntil: '2020-01-01T00:00:00.000Z' }, 409, /Send it again/],
    ['of another project', { projectId: 'prj_01jd9pzv3b8c4d5e6f7g8h9j0k' }, 404, /no upload/],
  ])('%s', async (_, change, status, detail) => {
    const uploadId = await insight.upload(files, change);
    const reply = await insight.ask({
      routeKey: 'POST /v1/insight/analyses',
      body: { projectId: insight.projectId, uploadId },
    });
    expect([reply.statusCode, problemOf(reply).detail]).toEqual([status, expect.stringMatching(detail)]);
  });

  test('of another organization', async () => {
    const stranger = await world.organization();
    const uploadId = await stranger.upload(files);
    const body = { projectId: insight.projectId, uploadId };
    expect((await insight.ask({ routeKey: 'POST /v1/insight/analyses', body })).statusCode).toBe(404);
  });
});

describe('against the analysis before', () => {
  test('issues are new, unchanged or resolved, though lines have moved and files are renamed', async () => {
    await insight.analysed(files);
    const { 'src/index.ts': index, ...rest } = files;
    const id = await insight.analysed({ ...rest, 'src/main.ts': `// A comment.\n\n${index}export var late = 1;\n` });
    const found = Issues.parse(bodyOf(await issues(id))).items;
    const stateOf = (ruleId: string) => found.filter((issue) => issue.ruleId === ruleId).map(({ state }) => state);
    expect(stateOf('debugger')).toEqual(['unchanged']);
    const fixed = await insight.analysed({ ...files, 'src/index.ts': "export { total } from './cart.ts';\n" });
    expect(bodyOf(await read(fixed))).toMatchObject({ outcome: { changes: { resolved: expect.any(Number) } } });
    expect(Issues.parse(bodyOf(await issues(fixed, { state: 'new' }))).items).toEqual([]);
  });

  test('the baseline can be left out, or be any analysis of the project, and no other', async () => {
    const first = await insight.analysed(files);
    const alone = await insight.analysed(files, { baseline: 'none' });
    expect(bodyOf(await read(alone))).not.toHaveProperty('outcome.changes');
    const named = await insight.analysed(files, { baseline: first });
    expect(bodyOf(await read(named))).toMatchObject({
      baselineId: first,
      outcome: { changes: { new: 0, resolved: 0 } },
    });
    const stranger = await world.organization();
    await expect(stranger.submit(await stranger.upload(files), { baseline: first })).rejects.toThrow('to compare with');
  });
});

test('issues come in pages, and by severity, detector, rule and folder', async () => {
  const id = await insight.analysed(files);
  const all = Issues.parse(bodyOf(await issues(id))).items;
  const paged: unknown[] = [];
  for (let cursor: string | undefined, at = 0; at === 0 || cursor; at += 1) {
    const page = Issues.parse(bodyOf(await issues(id, { limit: '1', ...(cursor && { cursor }) })));
    paged.push(...page.items);
    cursor = page.nextCursor;
  }
  expect(paged).toEqual(all);
  const only = Issues.parse(bodyOf(await issues(id, { ruleId: 'debugger', file: 'src/', detector: 'runtime' })));
  expect(only.items).toHaveLength(1);
  expect((await issues(id, { cursor: 'nonsense' })).statusCode).toBe(400);
});

test.each([
  ['json', 'application/json', '"debugger"'],
  ['sarif', 'application/sarif+json', '"version":"2.1.0"'],
  ['markdown', 'text/markdown; charset=utf-8', 'runtime/debugger'],
  ['html', 'text/html; charset=utf-8', '<!doctype html>'],
])('the report comes as %s', async (format, contentType, part) => {
  const id = await insight.analysed(files);
  const reply = await get('GET /v1/insight/analyses/{id}/report', id, { format });
  expect([reply.statusCode, reply.headers?.['content-type']]).toEqual([200, contentType]);
  expect(
    String(reply.body)
      .replace(/\s*:\s*/g, ':')
      .toLowerCase(),
  ).toContain(part.toLowerCase());
});

test('an upload without JavaScript or TypeScript fails with a clear reason, and is given back to the month', async () => {
  const task = await insight.submit(await insight.upload({ 'README.md': '# Hello' }));
  await insight.work(task);
  const ended = await insight.scene.deps.store.get(insight.orgId, task.id);
  expect(ended).toMatchObject({ status: 'failed', error: { code: 'no_source' } });
  const reply = await get('GET /v1/insight/analyses/{id}/report', task.id);
  expect([reply.statusCode, problemOf(reply).detail]).toEqual([409, expect.stringContaining('no report yet')]);
});

test('a message that comes twice analyses once', async () => {
  const task = await insight.submit(await insight.upload(files));
  let times = 0;
  const { analyze } = insight;
  insight.analyze = (...call) => {
    times += 1;
    return analyze(...call);
  };
  await Promise.all([insight.work(task), insight.work(task)]);
  await insight.work(task);
  expect(times).toBe(1);
  expect(insight.scene.bus.types.filter((type) => type === 'insight.analysis.completed.v1')).toHaveLength(1);
});

test('content that is not what was inspected is not analysed', async () => {
  const task = await insight.submit(await insight.upload(files));
  for (const object of insight.uploads.kept.values()) object.body = Buffer.concat([object.body, Buffer.from('x')]);
  await insight.work(task);
  expect(insight.objects.kept.size).toBe(0);
  expect((await insight.scene.deps.store.get(insight.orgId, task.id))?.status).toBe('queued');
});
