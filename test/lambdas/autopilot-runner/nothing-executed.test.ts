import { afterAll, beforeAll, expect, test } from 'vitest';
import { expectNothingRun } from '../../engines/insight/hostile-configs.ts';
import { bodyOf } from '../../shared/http-event.ts';
import { type AutopilotWorld, startAutopilot } from './autopilot-world.ts';

let world: AutopilotWorld;
beforeAll(async () => {
  world = await startAutopilot();
});
afterAll(() => world.close());

test('nothing of an upload is run while it is repaired', () =>
  expectNothingRun(async (configs) => {
    const autopilot = await world.organization();
    const files = { ...configs, 'src/a.ts': 'export {};\ndebugger;\n' };
    const id = await autopilot.ran(files, { approve: true, recipes: ['remove-debugger'] });
    const run = await autopilot.ask({ routeKey: 'GET /v1/autopilot/runs/{id}', params: { id } });
    expect(bodyOf(run)).toMatchObject({ outcome: { status: 'completed' } });
  }));
