import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { hostileConfigs } from '../../engines/insight/hostile-configs.ts';
import { bodyOf } from '../../shared/http-event.ts';
import { type AutopilotWorld, startAutopilot } from './autopilot-world.ts';

let world: AutopilotWorld;
const folder = mkdtempSync(join(tmpdir(), 'odavl-marker-'));
beforeAll(async () => {
  world = await startAutopilot();
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await world.close();
});

test('nothing of an upload is run while it is repaired', async () => {
  const marker = join(folder, 'it-was-run');
  const autopilot = await world.organization();
  const files = { ...hostileConfigs(marker), 'src/a.ts': 'export {};\ndebugger;\n' };
  const id = await autopilot.ran(files, { approve: true, recipes: ['remove-debugger'] });
  const run = await autopilot.ask({ routeKey: 'GET /v1/autopilot/runs/{id}', params: { id } });
  expect(bodyOf(run)).toMatchObject({ outcome: { status: 'completed' } });
  expect(existsSync(marker)).toBe(false);
});
