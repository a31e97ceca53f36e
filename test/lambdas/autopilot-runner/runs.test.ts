import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import * as z from 'zod';
import { RunResult } from '../../../lambdas/autopilot-runner/run/result.ts';
import { Run } from '../../../lambdas/autopilot-runner/run/run.ts';
import { tryTransact } from '../../../shared/dynamo-transaction.ts';
import { bodyOf, problemOf } from '../../shared/http-event.ts';
import { type Autopilot, type AutopilotWorld, startAutopilot } from './autopilot-world.ts';

let world: AutopilotWorld;
let autopilot: Autopilot;
beforeAll(async () => {
  world = await startAutopilot();
});
beforeEach(async () => {
  autopilot = await world.organization();
});
afterAll(() => world.close());

const files = {
  'package.json': '{"name":"shop","version":"1.0.0","type":"module"}\n',
  'src/index.ts': [
    "import { total } from './cart.ts';",
    'export function due(prices: number[]): number {',
    '  debugger;',
    '  let sum = total(prices);',
    '  return sum;',
    '}',
    '',
  ].join('\n'),
  'src/cart.ts': 'export const total = (prices: number[]) => prices.reduce((sum, price) => sum + price, 0);\n',
};
const read = async (id: string) =>
  Run.parse(bodyOf(await autopilot.ask({ routeKey: 'GET /v1/autopilot/runs/{id}', params: { id } })));
const result = async (id: string) =>
  RunResult.parse(bodyOf(await autopilot.ask({ routeKey: 'GET /v1/autopilot/runs/{id}/result', params: { id } })));
const patch = async (id: string, kind = 'patch') =>
  String(
    (await autopilot.ask({ routeKey: 'GET /v1/autopilot/runs/{id}/patch', params: { id }, query: { kind } })).body,
  );
const attestation = (id: string) =>
  autopilot.ask({ routeKey: 'GET /v1/autopilot/runs/{id}/attestation', params: { id } });

const verify = (body: object) =>
  autopilot.ask({ routeKey: 'POST /v1/attestations/verify', body, authorizer: undefined });
const envelopeOf = async (id: string): Promise<unknown> => JSON.parse(String((await attestation(id)).body));
const Statement = z.object({
  statement: z.object({ predicate: z.object({ sequence: z.number(), previous: z.object({ sha256: z.string() }) }) }),
  digest: z.string(),
});

/** The files after a patch, by the real `git apply`. */
function patched(before: Record<string, string>, diff: string): Record<string, string> {
  const folder = mkdtempSync(join(tmpdir(), 'odavl-apply-'));
  try {
    for (const [path, content] of Object.entries(before)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), content);
    }
    writeFileSync(join(folder, 'the.diff'), diff);
    const env = { PATH: process.env.PATH, GIT_CONFIG_NOSYSTEM: '1', HOME: folder, GIT_CEILING_DIRECTORIES: tmpdir() };
    execFileSync('git', ['apply', '--whitespace=nowarn', 'the.diff'], { cwd: folder, env });
    return Object.fromEntries(Object.keys(before).map((path) => [path, readFileSync(join(folder, path), 'utf8')]));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

test('a run repairs: the patch applies, the undo restores every byte, the attestation is ours, and the world is told', async () => {
  const id = await autopilot.ran(files, { approve: true });
  expect((await read(id)).outcome).toMatchObject({
    ...{
      status: 'completed',
      isAttested: true,
      recipes: ['remove-debugger', 'prefer-const'],
      files: 1,
      changedLines: 3,
    },
    issues: { before: expect.any(Number), after: 0 },
  });
  const after = patched(files, await patch(id));
  expect(after['src/index.ts']).toBe(
    (files['src/index.ts'] ?? '').replace('  debugger;\n', '').replace('  let sum', '  const sum'),
  );
  expect(patched(after, await patch(id, 'undo'))).toEqual(files);
  const done = await result(id);
  expect(done.ledger.map(({ recipe, status }) => [recipe, status])).toEqual([
    ['remove-debugger', 'completed'],
    ['prefer-const', 'completed'],
  ]);
  expect(done.pullRequest?.body).toContain('src/index.ts');
  expect(done.decisions.every(({ reasons }) => reasons.length > 0)).toBe(true);
  const digest = createHash('sha256')
    .update(await patch(id))
    .digest('hex');
  expect(bodyOf(await verify({ envelope: await envelopeOf(id), patch: digest }))).toMatchObject({ isValid: true });
  expect(autopilot.scene.bus.types).toContain('autopilot.run.completed.v1');
});

test('an attestation that was altered, or is of another patch, is not ours', async () => {
  const id = await autopilot.ran(files, { approve: true });
  const envelope = z.looseObject({ payload: z.string() }).parse(await envelopeOf(id));
  const altered = Buffer.from(envelope.payload, 'base64')
    .toString('utf8')
    .replace('"fixableIssues":0', '"fixableIssues":9');
  const forged = { ...envelope, payload: Buffer.from(altered).toString('base64') };
  expect(bodyOf(await verify({ envelope: forged }))).toMatchObject({ isValid: false, fault: 'bad-signature' });
  const other = await verify({ envelope, patch: '0'.repeat(64) });
  expect(bodyOf(other)).toMatchObject({ isValid: false, fault: 'patch-mismatch' });
  expect(bodyOf(await verify({ envelope: 'nonsense' }))).toMatchObject({ isValid: false, fault: 'malformed-envelope' });
});

test('each attestation of a project follows the one before, also when two runs end at once', async () => {
  const tasks = await Promise.all(
    [1, 2, 3].map(async () => autopilot.submit(await autopilot.upload(files), { approve: true })),
  );
  // One runs at a time on a small plan; each is worked on by hand here, all at once.
  await Promise.all(tasks.map((task) => autopilot.work(task)));
  const ended = await Promise.all(tasks.map(({ id }) => read(id)));
  const attested = ended.filter(({ outcome }) => outcome?.isAttested).map(({ id }) => id);
  expect(attested.length).toBeGreaterThanOrEqual(2);
  const statements = await Promise.all(
    attested.map(async (id) => Statement.parse(bodyOf(await verify({ envelope: await envelopeOf(id) })))),
  );
  const ordered = statements.toSorted((a, b) => a.statement.predicate.sequence - b.statement.predicate.sequence);
  expect(ordered.map(({ statement }) => statement.predicate.sequence)).toEqual(attested.map((_, at) => at + 1));
  for (const [at, { statement }] of ordered.entries()) {
    if (at > 0) expect(statement.predicate.previous.sha256).toBe(ordered[at - 1]?.digest);
  }
});

test('a plan shows the patch, and neither signs nor learns; to observe is to change nothing', async () => {
  const plan = await autopilot.ran(files, { mode: 'plan', approve: true });
  expect((await read(plan)).outcome).toMatchObject({ status: 'completed', isAttested: false });
  expect(await patch(plan)).toContain('-  debugger;');
  const missing = await attestation(plan);
  expect([missing.statusCode, problemOf(missing).detail]).toEqual([404, expect.stringContaining('no attestation')]);
  const observed = await autopilot.ran(files, { mode: 'observe' });
  expect((await read(observed)).outcome).toMatchObject({ status: 'noop', files: 0 });
  expect(await patch(observed)).toBe('');
  expect(await autopilot.deps.trust.ofOrganization(autopilot.orgId)).toEqual(new Map());
});

test('without approval, recipes that nobody knows yet wait for one, and say so', async () => {
  const id = await autopilot.ran(files);
  expect((await read(id)).outcome).toMatchObject({ status: 'noop', files: 0 });
  const { decisions } = await result(id);
  expect(decisions.find(({ recipeId }) => recipeId === 'remove-debugger')).toMatchObject({
    ...{ decision: 'review', isIncluded: false },
  });
  const named = await autopilot.ran(files, { approvedRecipes: ['remove-debugger'] });
  expect((await read(named)).outcome).toMatchObject({ recipes: ['remove-debugger'] });
});

test('a run is taken back if the tree is as it left it, and else nothing is', async () => {
  const id = await autopilot.ran(files, { approve: true });
  const after = patched(files, await patch(id));
  const back = await autopilot.ran(after, { mode: 'undo', undoOf: id });
  expect((await read(back)).outcome).toMatchObject({ mode: 'undo', status: 'completed', files: 1 });
  expect(patched(after, await patch(back))).toEqual(files);
  const changed = { ...after, 'src/index.ts': `${after['src/index.ts']}// Mine.\n` };
  const refused = await autopilot.submit(await autopilot.upload(changed), { mode: 'undo', undoOf: id });
  await autopilot.work(refused);
  expect(await autopilot.scene.deps.store.get(autopilot.orgId, refused.id)).toMatchObject({
    ...{ status: 'failed', error: { code: 'changed_since', detail: expect.stringContaining('src/index.ts') } },
  });
});

test('`.odavl/gates.yml` and the settings of the project hold; a file that nobody can read stops the run', async () => {
  const guarded = { ...files, '.odavl/gates.yml': 'protected:\n  - src/**\n' };
  const kept = await autopilot.ran(guarded, { approve: true });
  expect((await read(kept)).outcome).toMatchObject({ files: 0 });
  expect(await patch(kept)).toBe('');
  const broken = await autopilot.submit(
    await autopilot.upload({ ...files, '.odavl/gates.yml': 'protectd: [src/**]\n' }),
    { approve: true },
  );
  await autopilot.work(broken);
  expect(await autopilot.scene.deps.store.get(autopilot.orgId, broken.id)).toMatchObject({
    error: { code: 'bad_gates_file', detail: expect.stringContaining('Line 1') },
  });
  const policy = { rules: [{ effect: 'deny', match: { recipes: ['remove-debugger'] }, reason: 'We like it here.' }] };
  const params = { id: autopilot.projectId };
  const routeKey = 'PUT /v1/autopilot/projects/{id}/settings';
  const put = await autopilot.ask({ routeKey, params, body: { policy } });
  expect([put.statusCode, put.headers?.etag]).toEqual([200, '"v1"']);
  const stale = await autopilot.ask({ routeKey, params, body: {}, headers: { 'if-match': '"v0"' } });
  expect(stale.statusCode).toBe(412);
  const denied = await autopilot.ran(files, { approve: true });
  expect((await read(denied)).outcome?.recipes).toEqual(['prefer-const']);
});

test('feedback moves the trust of its recipes once, and says why in words', async () => {
  const id = await autopilot.ran(files, { approve: true });
  const trust = async () => {
    const { items } = z
      .object({ items: z.array(z.object({ recipeId: z.string(), trust: z.number(), reasons: z.array(z.string()) })) })
      .parse(bodyOf(await autopilot.ask({ routeKey: 'GET /v1/autopilot/trust' })));
    const found = items.find(({ recipeId }) => recipeId === 'prefer-const');
    if (!found) throw new Error('There is no trust in prefer-const.');
    return found;
  };
  const before = await trust();
  const give = (body: object) =>
    autopilot.ask({ routeKey: 'POST /v1/autopilot/runs/{id}/feedback', params: { id }, body });
  expect((await give({ outcome: 'merged', recipes: ['remove-console'] })).statusCode).toBe(422);
  const replies = await Promise.all([give({ outcome: 'merged' }), give({ outcome: 'merged' })]);
  expect(replies.map(({ statusCode }) => statusCode).sort()).toEqual([201, 409]);
  const after = await trust();
  expect(after.trust).toBeGreaterThan(before.trust);
  expect(after.reasons.join(' ')).toContain('1 verified');
  const stranger = await world.organization();
  const theirs = await stranger.deps.trust.everywhere();
  // One verified run counts for all; what was said of it does not.
  expect(theirs.get('prefer-const')?.successes).toBeGreaterThan(0);
});

test('a project whose runs failed again and again gets plans until a person approves', async () => {
  const { deps, orgId, projectId } = autopilot;
  for (let nth = 0; nth < 3; nth += 1) {
    await tryTransact(deps.dynamo, [deps.history.ended(orgId, projectId, 'rolled-back')]);
  }
  const change = { approvedRecipes: ['remove-debugger'] };
  const held = await autopilot.ran(files, change);
  expect((await read(held)).outcome).toMatchObject({
    ...{ status: 'completed', isAttested: false },
    reasons: [expect.stringContaining('The last 3 runs of this project failed')],
  });
  expect(await patch(held)).toContain('-  debugger;');
  const approved = await autopilot.ran(files, { ...change, approve: true });
  expect((await read(approved)).outcome).toMatchObject({ isAttested: true, reasons: [] });
  expect(await deps.history.of(orgId, projectId)).toEqual({ runs: 4, successes: 1, consecutiveFailures: 0 });
});

test('a recipe that is not known, and an undo of nothing, are refused', async () => {
  const uploadId = await autopilot.upload(files);
  const ask = (change: object) =>
    autopilot.ask({
      routeKey: 'POST /v1/autopilot/runs',
      body: { projectId: autopilot.projectId, uploadId, ...change },
    });
  expect(problemOf(await ask({ recipes: ['no-such-recipe'] })).detail).toContain('GET /v1/autopilot/recipes');
  expect((await ask({ mode: 'undo' })).statusCode).toBe(422);
  expect((await ask({ undoOf: 'task_01jd9q4w8x5k2m7n3p6r0s1t2v' })).statusCode).toBe(422);
  expect((await ask({ mode: 'undo', undoOf: 'task_01jd9q4w8x5k2m7n3p6r0s1t2v' })).statusCode).toBe(404);
});
