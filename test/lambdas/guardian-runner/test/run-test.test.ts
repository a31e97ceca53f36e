import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { BrowserBrokenError } from '../../../../lambdas/guardian-runner/browser/browser-broken-error.ts';
import { auditOutcome, type GuardianWorld, startGuardian } from './guardian-world.ts';

let world: GuardianWorld;
beforeAll(async () => {
  world = await startGuardian();
});
afterAll(() => world.close());

test('a run keeps the report and its artifacts under the organization, and the outcome with the test', async () => {
  const guardian = await world.organization();
  const task = await guardian.submit();
  const result = await guardian.run(task);
  const folder = `org/${guardian.orgId}/tests/${task.id}`;
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
  expect(gate).toMatchObject({ id: `${completed?.id}.gate`, data: { testId: task.id, reasons } });
});

test('a crash between keeping the outcome and announcing it: the next attempt announces it, and tests nothing', async () => {
  const guardian = await world.organization();
  const audit = vi.fn(async () => auditOutcome({ status: 'failed', pass: false, reasons: ['x'] }));
  guardian.audit = audit;
  const task = await guardian.submit();
  guardian.scene.bus.isBroken = true;
  await expect(guardian.run(task)).rejects.toThrow('The bus is down.');
  const before = await guardian.deps.tests.get(guardian.orgId, task.id, guardian.scene.timers.now());
  guardian.scene.bus.isBroken = false;
  guardian.scene.timers.advance(60_000);
  const [second, third] = [await guardian.run(task), await guardian.run(task)];
  expect(audit).toHaveBeenCalledTimes(1);
  expect(third).toEqual(second);
  const completions = guardian.scene.bus.ofType('guardian.test.completed.v1');
  expect(completions.map(({ id }) => id)).toEqual([before?.eventId, before?.eventId]);
});

test('of two workers that ran the same test the first outcome stands, and both tell it', async () => {
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
  const ids = guardian.scene.bus.ofType('guardian.test.completed.v1').map(({ id }) => id);
  expect(new Set(ids).size).toBe(1);
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
  expect(succeeded).toMatchObject({ status: 'succeeded', attempt: 2, result: { pass: true } });
  expect(succeeded).not.toHaveProperty('error');
});

test('a task whose record is gone is an error that names it', async () => {
  const guardian = await world.organization();
  const task = await guardian.submit();
  const stranger = { ...task, orgId: (await world.organization()).orgId };
  await expect(guardian.run(stranger)).rejects.toThrow(`The test ${task.id} has a task but no record.`);
});
