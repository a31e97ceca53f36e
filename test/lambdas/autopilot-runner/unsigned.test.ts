import { afterAll, beforeAll, expect, test } from 'vitest';
import { bodyOf, problemOf } from '../../shared/http-event.ts';
import { type AutopilotWorld, startAutopilot } from './autopilot-world.ts';

let world: AutopilotWorld;
beforeAll(async () => {
  world = await startAutopilot();
});
afterAll(() => world.close());

async function withoutKey() {
  const autopilot = await world.organization();
  autopilot.deps.secret = async () => {
    throw new Error('The secret cannot be read.');
  };
  return {
    published: () => autopilot.scene.bus.types,
    get: (path: string, id: string) =>
      autopilot.ask({ routeKey: `GET /v1/autopilot/runs/{id}${path}`, params: { id } }),
    ran: () => autopilot.ran({ 'src/a.ts': 'export const a = 1;\ndebugger;\n' }, { approve: true }),
    settle: (gates: object) =>
      autopilot.ask({
        ...{ routeKey: 'PUT /v1/autopilot/projects/{id}/settings', params: { id: autopilot.projectId } },
        body: { gates },
      }),
  };
}

test('what cannot be signed is not handed out, and is tried again', async () => {
  const { ran, get, published } = await withoutKey();
  const id = await ran();
  expect(bodyOf(await get('', id))).not.toHaveProperty('outcome');
  expect(problemOf(await get('/result', id)).status).toBe(409);
  expect(problemOf(await get('/patch', id)).status).toBe(409);
  expect(published()).not.toContain('autopilot.run.completed.v1');
});

test('where the project requires no attestation it is handed out, and says why there is none', async () => {
  const { ran, get, settle } = await withoutKey();
  expect((await settle({ requireAttestation: false })).statusCode).toBe(200);
  const id = await ran();
  const said = expect.stringContaining('It is not attested');
  expect(bodyOf(await get('', id))).toMatchObject({
    outcome: { status: 'completed', isAttested: false, reasons: [said] },
  });
  expect(bodyOf(await get('/result', id))).toMatchObject({ unattested: said });
  expect((await get('/patch', id)).body).toContain('-debugger;');
  expect(problemOf(await get('/attestation', id))).toMatchObject({ status: 404 });
});

test('nobody can ask that what fails a gate is handed out', async () => {
  const { settle } = await withoutKey();
  const { status, errors } = problemOf(await settle({ rollbackOnFailure: false }));
  expect([status, errors?.[0]?.message]).toEqual([422, expect.stringContaining('always true')]);
});
