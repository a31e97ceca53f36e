import { afterAll, beforeAll, expect, test } from 'vitest';
import { expectNothingRun } from '../../engines/insight/hostile-configs.ts';
import { bodyOf } from '../../shared/http-event.ts';
import { type InsightWorld, startInsight } from './insight-world.ts';

let world: InsightWorld;
beforeAll(async () => {
  world = await startInsight();
});
afterAll(() => world.close());

test('nothing of an upload is run: no script, no plugin, no configuration that is code', () =>
  expectNothingRun(async (configs) => {
    const insight = await world.organization();
    const id = await insight.analysed({ ...configs, 'src/a.ts': 'export {};\ndebugger;\n' });
    const issues = await insight.ask({ routeKey: 'GET /v1/insight/analyses/{id}/issues', params: { id } });
    expect(bodyOf(issues)).toMatchObject({
      items: expect.arrayContaining([expect.objectContaining({ file: 'src/a.ts', line: 2, ruleId: 'debugger' })]),
    });
  }));
