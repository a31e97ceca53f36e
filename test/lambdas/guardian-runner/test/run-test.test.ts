import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import * as z from 'zod';
import { BrowserBrokenError } from '../../../../lambdas/guardian-runner/browser/browser-broken-error.ts';
import { runTest } from '../../../../lambdas/guardian-runner/test/run-test.ts';
import { GuardianTestInput } from '../../../../shared/task/type/guardian-test.ts';
import { bodyOf } from '../../../shared/http-event.ts';
import { auditOutcome, type Guardian, type GuardianWorld, startGuardian } from './guardian-world.ts';

let world: GuardianWorld;
beforeAll(async () => {
  world = await startGuardian();
});
afterAll(() => world.close());

test('a run keeps the report and its artifacts under the organization, and the outcome with the test', async () => {
  const guardian = await world.organization();
  const task = await guardian.submit();
  const result = await guardian.run(task);
  const folder = `org/${guardian.orgId}/tests/${task.id}/${hashOf(auditOutcome().report)}`;
  expect([...guardian.objects.kept.keys()].toSorted()).toEqual([
    ...[`${folder}/artifacts/screenshot.webp`, `${folder}/report.json`],
  ]);
  expect(result).toMatchObject({ testId: task.id, status: 'passed', pass: true, artifacts: ['screenshot.webp'] });
  const stored = await guardian.deps.tests.get(guardian.orgId, task.id, guardian.scene.timers.now());
  expect(stored?.outcome).toMatchObject({
    ...{
      scores: { overall: 90 },
      issueCounts: { critical: 0, high: 1, medium: 0, low: 0, info: 0 },
      durationMs: 1_234,
    },
  });
});

test('the engine is asked for what the client asked for', async () => {
  const guardian = await world.organization();
  const audit = vi.fn(guardian.audit);
  guardian.audit = audit;
  const wish = { suites: ['seo'], device: 'mobile', thresholds: { seo: 95 } };
  await guardian.run(await guardian.submit(wish));
  expect(audit).toHaveBeenCalledWith(
    expect.objectContaining({ ...wish, url: 'https://shop.example/', allowLoopback: false }),
  );
});

test('a page that passes completes; one that does not fails its gate, too', async () => {
  const guardian = await world.organization();
  await guardian.run(await guardian.submit());
  expect(guardian.scene.bus.types).toEqual(['task.queued.v1', 'guardian.test.completed.v1']);
  const reasons = ['The overall score is below 70.'];
  guardian.audit = async () => auditOutcome({ status: 'failed', pass: false, reasons });
  const task = await guardian.submit();
  await guardian.run(task);
  const [completed] = guardian.scene.bus.ofType('guardian.test.completed.v1').slice(1);
  const [gate] = guardian.scene.bus.ofType('guardian.gate.failed.v1');
  expect(completed).toMatchObject({ orgId: guardian.orgId, data: { testId: task.id, status: 'failed', pass: false } });
  expect(gate).toMatchObject({ data: { testId: task.id, reasons } });
  expect(gate?.id).not.toBe(completed?.id);
});

test('the bus is down when the outcome is written: the attempt succeeds all the same, and its events are owed', async () => {
  const guardian = await world.organization();
  const audit = vi.fn(async () => auditOutcome({ status: 'failed', pass: false, reasons: ['x'] }));
  guardian.audit = audit;
  const task = await guardian.submit();
  guardian.scene.bus.isBroken = true;
  const first = await guardian.run(task);
  expect(await owed(guardian)).toEqual(['guardian.gate.failed.v1', 'guardian.test.completed.v1']);
  guardian.scene.bus.isBroken = false;
  expect(await guardian.run(task)).toEqual(first);
  expect(audit).toHaveBeenCalledTimes(1);
  expect(await owed(guardian)).toHaveLength(2);
});

const hashOf = (report: unknown) => createHash('sha256').update(JSON.stringify(report)).digest('hex');

/** The types of the events that the outbox job would send for this organization. */
async function owed(guardian: Guardian) {
  const items = await guardian.deps.tests.table.query(z.object({ event: z.string() }), {
    ...{ pk: `ORG#${guardian.orgId}`, skPrefix: 'OUTBOX#', limit: 10 },
  });
  return items.map(({ event }) => z.object({ type: z.string() }).parse(JSON.parse(event)).type).sort();
}

test('an outcome and its events are written together or not at all', async () => {
  const guardian = await world.organization();
  const task = await guardian.submit();
  const { deps, audit } = guardian;
  const dynamo = new Proxy(deps.dynamo, {
    get: (client, name) =>
      name === 'send' ? () => Promise.reject(new Error('The table is down.')) : Reflect.get(client, name),
  });
  const run = { task, input: GuardianTestInput.parse(task.input), signal: new AbortController().signal };
  await expect(
    runTest({ ...deps, dynamo, audit, now: guardian.scene.timers.now }, { ...run, progress: () => {} }),
  ).rejects.toThrow('The table is down.');
  expect(await deps.tests.get(guardian.orgId, task.id, guardian.scene.now)).not.toHaveProperty('outcome');
  expect(await owed(guardian)).toEqual([]);
  await guardian.run(task);
  expect(guardian.scene.bus.ofType('guardian.test.completed.v1')).toHaveLength(1);
  expect(await owed(guardian)).toEqual([]);
});

test('of two workers that ran the same test the first outcome stands, and it is told once', async () => {
  const guardian = await world.organization();
  const task = await guardian.submit();
  const gate = Promise.withResolvers<void>();
  const slow = auditOutcome({ status: 'failed', pass: false, reasons: ['late'] });
  guardian.audit = () => gate.promise.then(() => slow);
  const second = guardian.run(task);
  guardian.audit = async () => auditOutcome();
  const first = await guardian.run(task);
  gate.resolve();
  expect(await second).toEqual(first);
  expect(first).toMatchObject({ status: 'passed' });
  const report = await guardian.ask({ routeKey: 'GET /v1/guardian/tests/{id}/report', params: { id: task.id } });
  expect(bodyOf(report)).toMatchObject({ status: 'passed' });
  expect(guardian.scene.bus.types.filter((type) => type.startsWith('guardian.'))).toEqual([
    'guardian.test.completed.v1',
  ]);
});

test('an engine that fails, or a run that was cancelled, leaves no outcome', async () => {
  const guardian = await world.organization();
  const [broken, cancelled] = [await guardian.submit(), await guardian.submit()];
  guardian.audit = () => Promise.reject(new Error('The browser hung up.'));
  await expect(guardian.run(broken)).rejects.toThrow('The browser hung up.');
  guardian.audit = async () => auditOutcome();
  await expect(guardian.run(cancelled, AbortSignal.abort(new Error('The task was cancelled.')))).rejects.toThrow(
    'cancelled',
  );
  expect(guardian.objects.kept.size).toBe(0);
  for (const { id } of [broken, cancelled]) {
    expect(await guardian.deps.tests.get(guardian.orgId, id, guardian.scene.timers.now())).not.toHaveProperty(
      'outcome',
    );
  }
});

test('a broken browser is a task that is tried again, and then has its report', async () => {
  const guardian = await world.organization();
  const task = await guardian.submit();
  guardian.audit = () => Promise.reject(new BrowserBrokenError('Chromium did not start.'));
  await guardian.work(task);
  const retried = await guardian.deps.store.get(guardian.orgId, task.id);
  expect(retried).toMatchObject({ status: 'queued', attempt: 1, error: { code: 'attempt_failed' } });
  expect(guardian.scene.queue.sent).toHaveLength(2);
  guardian.audit = async () => auditOutcome();
  guardian.scene.timers.advance(60_000);
  await guardian.work(task);
  const succeeded = await guardian.deps.store.get(guardian.orgId, task.id);
  expect(succeeded).toMatchObject({ status: 'succeeded', attempt: 2 });
  if (succeeded) expect(await guardian.deps.store.result(succeeded)).toMatchObject({ pass: true });
  expect(succeeded).not.toHaveProperty('error');
});

test('a task whose record is gone is an error that names it, and that no attempt can mend', async () => {
  const guardian = await world.organization();
  const task = await guardian.submit();
  const stranger = { ...task, orgId: (await world.organization()).orgId };
  await expect(guardian.run(stranger)).rejects.toMatchObject({
    code: 'not_found',
    message: `There is no test ${task.id} any more.`,
  });
});
