import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { hostileConfigs } from '../../engines/insight/hostile-configs.ts';
import { bodyOf } from '../../shared/http-event.ts';
import { type InsightWorld, startInsight } from './insight-world.ts';

let world: InsightWorld;
const folder = mkdtempSync(join(tmpdir(), 'odavl-marker-'));
beforeAll(async () => {
  world = await startInsight();
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await world.close();
});

test('nothing of an upload is run: no script, no plugin, no configuration that is code', async () => {
  const marker = join(folder, 'it-was-run');
  const insight = await world.organization();
  const id = await insight.analysed({ ...hostileConfigs(marker), 'src/a.ts': 'export {};\ndebugger;\n' });
  const issues = await insight.ask({ routeKey: 'GET /v1/insight/analyses/{id}/issues', params: { id } });
  expect(bodyOf(issues)).toMatchObject({
    items: expect.arrayContaining([expect.objectContaining({ file: 'src/a.ts', line: 2, ruleId: 'debugger' })]),
  });
  expect(existsSync(marker)).toBe(false);
});
