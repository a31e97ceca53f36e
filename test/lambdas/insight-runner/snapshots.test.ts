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

const snapshot = (change: object = {}) => ({
  ...{ snapshotVersion: '1', snapshotId: '0f9a2c1e-5b7d-5e3a-9c41-7d2e8f6a1b03', projectName: 'Shop' },
  counts: { critical: 5, high: 0, medium: 0, low: 0, info: 0 },
  ...{ uniqueFiles: 3, riskScore: 34, detectorsUsed: ['security', 'lint'], analysisTimeMs: 1_200 },
  environment: { os: 'linux', nodeVersion: '24.1.0', cliVersion: '3.2.1' },
  ...change,
});
const idOf = (nth: number) => `0f9a2c1e-5b7d-5e3a-9c41-${String(nth).padStart(12, '0')}`;
const send = (body: object) => insight.ask({ routeKey: 'POST /v1/insight/snapshots', body });
const Items = z.object({ items: z.array(z.object({ snapshotId: z.string() })), nextCursor: z.string().optional() });

test('a snapshot is kept, and sent again it counts once', async () => {
  const first = await send(snapshot());
  expect([first.statusCode, bodyOf(first)]).toEqual([
    201,
    { snapshot: { ...snapshot(), receivedAt: expect.any(String) }, isDuplicate: false },
  ]);
  expect(bodyOf(await send(snapshot({ analysisTimeMs: 900 })))).toMatchObject({ isDuplicate: true });
  const listed = await insight.ask({ routeKey: 'GET /v1/insight/snapshots', query: { projectName: 'Shop' } });
  expect(Items.parse(bodyOf(listed)).items).toHaveLength(1);
});

test('another content under the same id is a conflict', async () => {
  await send(snapshot());
  const reply = await send(snapshot({ uniqueFiles: 2 }));
  expect([reply.statusCode, problemOf(reply).code]).toEqual([409, 'conflict']);
});

test('of ten that arrive at once with one id, one is new', async () => {
  const replies = await Promise.all(Array.from({ length: 10 }, () => send(snapshot())));
  const isDuplicate = replies.map((reply) => z.object({ isDuplicate: z.boolean() }).parse(bodyOf(reply)).isDuplicate);
  expect(isDuplicate.filter((each) => !each)).toHaveLength(1);
});

describe('what must not be there is refused', () => {
  test.each([
    ['code', { code: 'const secret = 1' }, 'code'],
    ['a path', { environment: { os: '/home/ada', nodeVersion: '24', cliVersion: '1' } }, 'body.environment.os'],
    ['a user name', { environment: { os: 'linux', nodeVersion: '24', cliVersion: '1', user: 'ada' } }, 'user'],
    ['files', { counts: { critical: 5, high: 0, medium: 0, low: 0, info: 0, files: ['a.ts'] } }, 'files'],
    ['credentials in the address', { repositoryUrl: 'https://ada:secret@example.com/shop' }, 'body.repositoryUrl'],
    ['an unknown detector', { detectorsUsed: ['lint', 'psychic'] }, 'body.detectorsUsed.1'],
    ['no detector', { detectorsUsed: [] }, 'body.detectorsUsed'],
    ['a score that the counts do not give', { riskScore: 35 }, 'These counts give 34.'],
    ['more files than issues', { uniqueFiles: 6 }, 'body.uniqueFiles'],
    ['an id of another shape', { snapshotId: '0f9a2c1e-5b7d-4e3a-9c41-7d2e8f6a1b03' }, 'body.snapshotId'],
    ['a long name', { projectName: 'x'.repeat(256) }, 'body.projectName'],
  ])('%s', async (_, change, told) => {
    const reply = await send(snapshot(change));
    expect([reply.statusCode, JSON.stringify(problemOf(reply))]).toEqual([422, expect.stringContaining(told)]);
  });
});

test('the history of a project is its own, newest first, in pages', async () => {
  const { projectId } = insight;
  for (let nth = 0; nth < 5; nth += 1) {
    await send(snapshot({ snapshotId: idOf(nth), projectId }));
    insight.scene.timers.advance(60_000);
  }
  await send(snapshot({ snapshotId: idOf(9) }));
  const ids: string[] = [];
  let cursor: string | undefined;
  do {
    const query = { projectId, limit: '2', ...(cursor && { cursor }) };
    const page = Items.parse(bodyOf(await insight.ask({ routeKey: 'GET /v1/insight/snapshots', query })));
    ids.push(...page.items.map(({ snapshotId }) => snapshotId));
    cursor = page.nextCursor;
  } while (cursor);
  expect(ids).toEqual([4, 3, 2, 1, 0].map(idOf));
});

test('the trend says where the risk goes, and that three points are needed', async () => {
  const trend = async () =>
    bodyOf(await insight.ask({ routeKey: 'GET /v1/insight/projects/{id}/trend', params: { id: insight.projectId } }));
  expect(await trend()).toMatchObject({
    points: [],
    direction: 'stable',
    explanation: expect.stringContaining('three'),
  });
  const runs = [
    { high: 20, riskScore: 40 },
    { high: 10, riskScore: 34 },
    { high: 2, riskScore: 21 },
  ];
  for (const [nth, { high, riskScore }] of runs.entries()) {
    const counts = { critical: 0, high, medium: 0, low: 0, info: 0 };
    await send(snapshot({ snapshotId: idOf(nth), counts, riskScore, uniqueFiles: 1, projectId: insight.projectId }));
    insight.scene.timers.advance(60_000);
  }
  expect(await trend()).toMatchObject({
    points: [{ riskScore: 40 }, { riskScore: 34 }, { riskScore: 21 }],
    ...{ direction: 'improving', changePerSnapshot: -9.5 },
  });
});
