import { afterAll, beforeAll, expect, test } from 'vitest';
import * as z from 'zod';
import { newId } from '../../../../shared/id.ts';
import { bodyOf, problemOf } from '../../../shared/http-event.ts';
import { auditOutcome, type Guardian, type GuardianWorld, startGuardian } from './guardian-world.ts';

let world: GuardianWorld;
beforeAll(async () => {
  world = await startGuardian();
});
afterAll(() => world.close());

const one = (
  guardian: Guardian,
  id: string,
  more: { rest?: string; query?: Record<string, string>; name?: string } = {},
  orgId?: string,
) => {
  const params = { id, ...(more.name !== undefined && { name: more.name }) };
  return guardian.ask(
    { routeKey: `GET /v1/guardian/tests/{id}${more.rest ?? ''}`, params, ...(more.query && { query: more.query }) },
    orgId,
  );
};
const report = (guardian: Guardian, id: string, format?: string) =>
  one(guardian, id, { rest: '/report', ...(format && { query: { format } }) });

async function concluded() {
  const guardian = await world.organization();
  const task = await guardian.submit();
  await guardian.run(task);
  return { guardian, id: task.id };
}

test('a test with an outcome has succeeded, whatever became of its task', async () => {
  const { guardian, id } = await concluded();
  await guardian.scene.table.delete({ pk: `ORG#${guardian.orgId}`, sk: `TASK#${id}` });
  const test = bodyOf(await one(guardian, id));
  expect(test).toMatchObject({ id, status: 'succeeded', outcome: { status: 'passed', pass: true } });
  expect(test).not.toHaveProperty('eventId');
});

test('a test without one is as its task is, and has failed when that is gone', async () => {
  const guardian = await world.organization();
  const task = await guardian.submit();
  await guardian.scene.claim(task);
  expect(bodyOf(await one(guardian, task.id))).toMatchObject({ status: 'running' });
  await guardian.scene.table.delete({ pk: `ORG#${guardian.orgId}`, sk: `TASK#${task.id}` });
  expect(bodyOf(await one(guardian, task.id))).toMatchObject({ status: 'failed' });
});

test('the report comes as JSON, as SARIF, and as a page in which nothing of the tested page runs', async () => {
  const { guardian, id } = await concluded();
  const json = await report(guardian, id);
  expect(json.headers).toMatchObject({ 'content-type': 'application/json', etag: expect.any(String) });
  expect(bodyOf(json)).toEqual(auditOutcome().report);
  const junit = await report(guardian, id, 'junit');
  expect(junit.headers).toMatchObject({ 'content-type': 'application/xml' });
  expect(junit.body).toMatch(/^<\?xml version="1.0"/);
  const sarif = await report(guardian, id, 'sarif');
  expect(sarif.headers).toMatchObject({ 'content-type': 'application/sarif+json' });
  expect(bodyOf(sarif)).toMatchObject({
    version: '2.1.0',
    runs: [{ results: [{ ruleId: expect.stringContaining('csp') }] }],
  });
  const html = await report(guardian, id, 'html');
  expect(html.headers).toMatchObject({
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': expect.stringMatching(/^default-src 'none'; (?!.*script-src)/),
  });
  expect(html.body).toContain('No CSP &lt;script&gt;');
  expect(html.body).not.toContain('<script');
  expect(html.body).toContain(`data:image/webp;base64,${Buffer.from('not really a picture').toString('base64')}`);
});

test('a format that is not offered is refused by name', async () => {
  const { guardian, id } = await concluded();
  expect(problemOf(await report(guardian, id, 'pdf'))).toMatchObject({
    status: 422,
    errors: [{ path: 'query.format' }],
  });
});

test('before there is a report, asking for it is a conflict that says what to do', async () => {
  const guardian = await world.organization();
  const { id } = await guardian.submit();
  const replies = [
    await report(guardian, id),
    await one(guardian, id, { rest: '/artifacts/{name}', name: 'screenshot.webp' }),
  ];
  for (const reply of replies) {
    expect(problemOf(reply)).toMatchObject({
      status: 409,
      code: 'conflict',
      detail: expect.stringContaining('Wait for its task'),
    });
  }
});

test('an artifact is a link to it, and only to what the test has', async () => {
  const { guardian, id } = await concluded();
  const artifact = (name: string) => one(guardian, id, { rest: '/artifacts/{name}', name });
  expect(await artifact('screenshot.webp')).toMatchObject({
    statusCode: 302,
    headers: {
      location: expect.stringMatching(
        `^https://bucket.example/org/${guardian.orgId}/tests/${id}/[0-9a-f]{64}/artifacts/screenshot.webp[?]signed=300$`,
      ),
    },
  });
  for (const name of ['..', 'report.json', 'other.webp']) {
    expect(problemOf(await artifact(name)), name).toMatchObject({ status: 404, code: 'not_found' });
  }
  for (const name of ['../report.json', 'a/b', '', 'x'.repeat(101), 'a%2Fb', 'a b']) {
    expect(problemOf(await artifact(name)), name).toMatchObject({ status: 422, errors: [{ path: 'params.name' }] });
  }
});

test('tests are listed newest first, by project, in pages', async () => {
  const guardian = await world.organization();
  const ids: string[] = [];
  for (let at = 0; at < 3; at += 1) {
    ids.unshift((await guardian.submit()).id);
    guardian.scene.timers.advance(10);
  }
  const List = z.object({
    items: z.array(z.object({ id: z.string(), status: z.string() })),
    nextCursor: z.string().optional(),
  });
  const list = async (query: Record<string, string>) =>
    List.parse(bodyOf(await guardian.ask({ routeKey: 'GET /v1/guardian/tests', query })));
  const first = await list({ limit: '2', projectId: guardian.projectId });
  const second = await list({ limit: '2', cursor: first.nextCursor ?? '' });
  expect([...first.items, ...second.items].map(({ id }) => id)).toEqual(ids);
  expect(new Set(first.items.map(({ status }) => status))).toEqual(new Set(['queued']));
  expect((await list({ projectId: newId('project', 1) })).items).toEqual([]);
  const forged = await guardian.ask({ routeKey: 'GET /v1/guardian/tests', query: { cursor: 'forged' } });
  expect(problemOf(forged)).toMatchObject({ status: 400, code: 'invalid_cursor' });
});

test('nothing of a test is there for another organization', async () => {
  const { guardian, id } = await concluded();
  const stranger = (await world.organization()).orgId;
  const replies = [
    await one(guardian, id, {}, stranger),
    await one(guardian, id, { rest: '/report' }, stranger),
    await one(guardian, id, { rest: '/artifacts/{name}', name: 'screenshot.webp' }, stranger),
  ];
  for (const reply of replies) expect(problemOf(reply)).toMatchObject({ status: 404, code: 'not_found' });
  const list = await guardian.ask({ routeKey: 'GET /v1/guardian/tests' }, stranger);
  expect(bodyOf(list)).toEqual({ items: [] });
});

test('a test that has had its ninety days is gone, in every form, though the table still holds it', async () => {
  const { guardian, id } = await concluded();
  guardian.scene.timers.advance(90 * 24 * 3_600_000);
  const list = await guardian.ask({ routeKey: 'GET /v1/guardian/tests' });
  const [test, its] = [await one(guardian, id), await report(guardian, id)];
  expect([test.statusCode, its.statusCode, bodyOf(list)]).toEqual([404, 404, { items: [] }]);
});
