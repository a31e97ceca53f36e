import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { bodyOf, httpEvent, problemOf } from '../../../shared/http-event.ts';
import { start } from '../../../shared/make-context.ts';
import { createdOf, type EndpointWorld, startEndpoints, viewOf } from './endpoint-world.ts';

let world: EndpointWorld;
beforeAll(async () => {
  world = await startEndpoints();
});
afterAll(() => world.tables.close());
beforeEach(() => {
  world.clock.now = start;
  world.bus.events.length = 0;
  world.bus.isBroken = false;
});

const at = new Date(start).toISOString();

test('an endpoint is made, read, changed, listed and deleted, and each of it is told', async () => {
  const { orgId, create, get, update, list, remove } = world.organization();
  const made = await create({ description: ' Build bot ', types: ['task.*', 'task.*', 'project.created.v1'] });
  expect(made).toMatchObject({ statusCode: 201, headers: { etag: '"v1"' } });
  const { endpoint, secret, publicKey } = createdOf(made);
  expect(made.headers?.location).toBe(`/v1/webhook-endpoints/${endpoint.id}`);
  expect(endpoint).toEqual({
    ...{ id: expect.stringMatching(/^whe_/), url: 'https://hooks.example.com/in', description: 'Build bot' },
    ...{ types: ['task.*', 'project.created.v1'], ordering: 'none', rateLimitPerSecond: 20, enabled: true },
    ...{ secretVersion: 1, health: { state: 'healthy' }, lastSequence: 0, createdAt: at, updatedAt: at, version: 1 },
  });
  expect(secret).toMatch(/^whsec_/);
  expect(publicKey).toMatch(/^whpk_/);

  expect(bodyOf(await get(endpoint.id))).toEqual(endpoint);
  world.clock.now += 1_000;
  const changed = viewOf(await update(endpoint.id, { url: 'https://hooks.example.com:8443/b', types: ['*'] }));
  const updatedAt = new Date(start + 1_000).toISOString();
  expect(changed).toEqual({
    ...endpoint,
    url: 'https://hooks.example.com:8443/b',
    types: ['*'],
    version: 2,
    updatedAt,
  });
  expect(bodyOf(await list())).toEqual({ items: [changed] });
  expect(await remove(endpoint.id)).toMatchObject({ statusCode: 204 });
  expect(problemOf(await get(endpoint.id))).toMatchObject({ status: 404, code: 'not_found' });
  expect(problemOf(await remove(endpoint.id))).toMatchObject({ code: 'not_found' });
  const data = { endpointId: endpoint.id, actor: { type: 'user', id: 'usr_1' }, host: 'hooks.example.com' };
  expect(world.bus.events).toMatchObject([
    { type: 'webhook.endpoint.created.v1', orgId, data },
    { type: 'webhook.endpoint.updated.v1', data: { ...data, changed: ['url', 'types'] } },
    { type: 'webhook.endpoint.deleted.v1', data },
  ]);
});

test('no secret is stored, nor shown again', async () => {
  const { create, get, list } = world.organization();
  const { endpoint, secret } = createdOf(await create({}));
  const texts = [await world.tables.dump(), (await get(endpoint.id)).body, (await list()).body];
  for (const text of texts) expect(text).not.toContain(secret.replace('whsec_', ''));
  expect(JSON.stringify(world.bus.events)).not.toContain('whsec_');
});

test('it begins with what happens after its creation', async () => {
  const { orgId, create } = world.organization();
  await world.feedAt(orgId, 41);
  const { endpoint } = createdOf(await create({}));
  expect(await world.endpoints.read(orgId, endpoint.id)).toMatchObject({ cursor: 41, sequence: 0 });
});

test('an event of the bus that is down does not undo a creation: its mark stays for the outbox job', async () => {
  const { create, orgId } = world.organization();
  world.bus.isBroken = true;
  expect(await create({})).toMatchObject({ statusCode: 201 });
  const dumped = await world.tables.dump();
  expect(dumped).toMatch(new RegExp(`ORG#${orgId}"[^}]*}[^}]*OUTBOX#`));
});

describe('the limit of the plan', () => {
  test('of ten parallel creations a free organization gets exactly two, and room again by a deletion', async () => {
    const { create, list, remove } = world.organization({ plan: 'free' });
    const replies = await Promise.all(Array.from({ length: 10 }, () => create({})));
    const made = replies.filter(({ statusCode }) => statusCode === 201).map((reply) => createdOf(reply).endpoint);
    expect(made).toHaveLength(2);
    const refused = replies.filter(({ statusCode }) => statusCode !== 201).map(problemOf);
    expect(new Set(refused.map(({ status, code }) => `${status} ${code}`))).toEqual(
      new Set(['402 plan_limit_reached']),
    );
    expect(refused[0]?.detail).toBe('The free plan includes 2 webhook endpoints; all are in use.');
    await Promise.all([remove(made[0]?.id ?? ''), remove(made[0]?.id ?? '')]);
    expect(await create({})).toMatchObject({ statusCode: 201 });
    expect(await create({})).toMatchObject({ statusCode: 402 });
    expect(bodyOf(await list())).toMatchObject({ items: [{}, {}] });
  });

  test('a creation that is repeated with its Idempotency-Key makes one endpoint, and replies the same secret', async () => {
    const { create, orgId } = world.organization();
    const headers = { 'idempotency-key': 'f3b0c442-98fc' };
    const [one, two] = [await create({}, headers), await create({}, headers)];
    expect(one.statusCode).toBe(201);
    expect(bodyOf(two)).toEqual(bodyOf(one));
    expect(await world.endpoints.count(orgId)).toBe(1);
  });
});

describe('a change', () => {
  test('with If-Match goes through only at the version that was read', async () => {
    const { create, update, remove } = world.organization();
    const { endpoint } = createdOf(await create({}));
    expect(await update(endpoint.id, { description: 'a' }, '"v1"')).toMatchObject({ statusCode: 200 });
    const late = await update(endpoint.id, { description: 'b' }, '"v1"');
    expect(problemOf(late)).toMatchObject({ code: 'precondition_failed', detail: 'The endpoint is now at "v2".' });
    expect(problemOf(await remove(endpoint.id, '"v1"'))).toMatchObject({ status: 412 });
    expect(await remove(endpoint.id, '"v2"')).toMatchObject({ statusCode: 204 });
  });

  test('and five others at once are all kept', async () => {
    const { create, update, get } = world.organization();
    const { endpoint } = createdOf(await create({}));
    const changes = [
      { description: 'x' },
      { rateLimitPerSecond: 7 },
      { types: ['task.*'] },
      { pattern: { id: ['a'] } },
    ];
    const replies = await Promise.all(changes.map((change) => update(endpoint.id, change)));
    expect(replies.map(({ statusCode }) => statusCode)).toEqual([200, 200, 200, 200]);
    expect(bodyOf(await get(endpoint.id))).toMatchObject({ ...Object.assign({}, ...changes), version: 5 });
  });

  test('takes settings away with null', async () => {
    const { create, update, addProject } = world.organization();
    const wish = {
      pattern: { type: ['a'] },
      projectIds: [await addProject()],
      ordering: 'key',
      orderingKey: 'subject',
    };
    const { endpoint } = createdOf(await create(wish));
    expect(endpoint).toMatchObject(wish);
    const change = { pattern: null, projectIds: null, ordering: 'none' };
    const after = viewOf(await update(endpoint.id, change));
    for (const name of ['pattern', 'projectIds', 'orderingKey']) expect(after).not.toHaveProperty(name);
  });

  test('never leaves an order without a key', async () => {
    const { create, update } = world.organization();
    const { endpoint } = createdOf(await create({}));
    const refused = problemOf(await update(endpoint.id, { ordering: 'key' }));
    expect(refused.errors).toEqual([{ path: 'body.orderingKey', message: 'Say where the key is, e.g. subject' }]);
    expect(await update(endpoint.id, { ordering: 'key', orderingKey: 'data.taskId' })).toMatchObject({
      statusCode: 200,
    });
    expect(await update(endpoint.id, { orderingKey: null })).toMatchObject({ statusCode: 422 });
  });

  test.each(['cursor', 'sequence', 'head', 'breaker', 'enabled', 'secretVersion', 'previousSecret', 'version', 'id'])(
    'of the state %s is refused',
    async (name) => {
      const { create, update } = world.organization();
      const { endpoint } = createdOf(await create({}));
      const { status, errors } = problemOf(await update(endpoint.id, { [name]: 1 }));
      expect(status).toBe(422);
      expect(errors).toContainEqual({ path: `body.${name}`, message: 'Unknown field' });
      expect((await create({ [name]: 1 })).statusCode).toBe(422);
    },
  );

  test('leaves what deliveries have written meanwhile', async () => {
    const { orgId, create, update } = world.organization();
    const { endpoint } = createdOf(await create({}));
    const breaker = { state: 'open', failures: 9, openUntil: at, failingSince: at };
    await world.setState(orgId, endpoint.id, { cursor: 12, sequence: 3, head: 'f'.repeat(64), breaker });
    const changed = viewOf(await update(endpoint.id, { description: 'x' }));
    expect(changed).toMatchObject({
      ...{ lastSequence: 3, health: { state: 'paused', pausedUntil: at, failingSince: at } },
    });
    expect(await world.endpoints.read(orgId, endpoint.id)).toMatchObject({ cursor: 12, sequence: 3, breaker });
  });
});

describe('on and off', () => {
  test('off keeps the place, on begins with what happens from then', async () => {
    const { orgId, create, disable, enable } = world.organization();
    const { endpoint } = createdOf(await create({}));
    const off = viewOf(await disable(endpoint.id));
    expect(off).toMatchObject({ enabled: false, disabledBecause: 'requested', disabledAt: at, version: 2 });
    expect(viewOf(await disable(endpoint.id))).toEqual(off);
    await world.feedAt(orgId, 9);
    expect(await world.endpoints.read(orgId, endpoint.id)).toMatchObject({ cursor: 0 });
    const on = viewOf(await enable(endpoint.id));
    expect(on).toMatchObject({ enabled: true, version: 3 });
    for (const name of ['disabledBecause', 'disabledAt']) expect(on).not.toHaveProperty(name);
    expect(await world.endpoints.read(orgId, endpoint.id)).toMatchObject({ cursor: 9 });
    expect(viewOf(await enable(endpoint.id))).toEqual(on);
    expect(world.bus.events.slice(1)).toMatchObject([
      { type: 'webhook.endpoint.disabled.v1', data: { because: 'requested' } },
      { type: 'webhook.endpoint.updated.v1', data: { changed: ['enabled'] } },
    ]);
  });

  test('on ends the pause of one that failed', async () => {
    const { orgId, create, disable, enable } = world.organization();
    const { endpoint } = createdOf(await create({}));
    await world.setState(orgId, endpoint.id, { breaker: { state: 'open', failures: 99, openUntil: at } });
    await disable(endpoint.id);
    expect(viewOf(await enable(endpoint.id))).toMatchObject({ health: { state: 'healthy' } });
  });

  test('two at once do it once', async () => {
    const { create, disable } = world.organization();
    const { endpoint } = createdOf(await create({}));
    const replies = await Promise.all([disable(endpoint.id), disable(endpoint.id)]);
    expect(replies.map(viewOf)).toMatchObject([{ version: 2 }, { version: 2 }]);
    expect(world.bus.ofType('webhook.endpoint.disabled.v1')).toHaveLength(1);
  });
});

describe('who may:', () => {
  test('nobody of another organization finds anything', async () => {
    const { create } = world.organization();
    const { endpoint } = createdOf(await create({}));
    const { get, update, remove, rotate, enable, disable, publicKey, receipts, head, list } = world.organization();
    const { id } = endpoint;
    const all = [get(id), update(id, { description: 'x' }), remove(id), rotate(id), enable(id), disable(id)];
    for (const reply of await Promise.all([...all, publicKey(id), receipts(id), head(id)])) {
      expect(problemOf(reply)).toMatchObject({ status: 404, code: 'not_found' });
    }
    expect(bodyOf(await list())).toEqual({ items: [] });
  });

  test('a credential that is restricted to projects makes endpoints of these projects only', async () => {
    const { addProject, as } = world.organization();
    const [mine, theirs] = [await addProject(), await addProject()];
    const key = as({ actorType: 'api-key', actorId: 'key_1', projects: mine });
    expect(problemOf(await key.create({}))).toMatchObject({ status: 403, code: 'forbidden' });
    for (const projectIds of [[theirs], [mine, theirs]]) {
      const { status, errors } = problemOf(await key.create({ projectIds }));
      expect([status, errors?.at(-1)?.message]).toEqual([422, `There is no project ${theirs}`]);
    }
    const { endpoint } = createdOf(await key.create({ projectIds: [mine, mine] }));
    expect(endpoint.projectIds).toEqual([mine]);
    expect(problemOf(await key.update(endpoint.id, { projectIds: null }))).toMatchObject({ status: 403 });
    expect(problemOf(await key.update(endpoint.id, { projectIds: [theirs] }))).toMatchObject({ status: 422 });
    expect(await key.update(endpoint.id, { description: 'x' })).toMatchObject({ statusCode: 200 });
  });

  test('such a credential does not find endpoints that carry more', async () => {
    const { addProject, as, create } = world.organization();
    const [mine, theirs] = [await addProject(), await addProject()];
    const key = as({ actorType: 'api-key', actorId: 'key_1', projects: mine });
    const made = [{}, { projectIds: [theirs] }, { projectIds: [mine, theirs] }, { projectIds: [mine] }].map((wish) =>
      create(wish),
    );
    const ids = (await Promise.all(made)).map((reply) => createdOf(reply).endpoint.id);
    const statuses = (await Promise.all(ids.map(key.get))).map(({ statusCode }) => statusCode);
    expect(statuses).toEqual([404, 404, 404, 200]);
    expect(bodyOf(await key.list())).toMatchObject({ items: [{ id: ids[3] }] });
    expect(problemOf(await key.rotate(ids[0] ?? ''))).toMatchObject({ status: 404 });
  });

  test('people whom teams bind have events of their projects sent, of those that are closed to others not', async () => {
    const { addProject, as, create } = world.organization();
    const [open, closed] = [await addProject(), await addProject(['team_a'])];
    const permissions = 'webhooks:read webhooks:write';
    const [outside, inside] = [as({ permissions }), as({ permissions, teams: 'team_a' })];
    expect(problemOf(await outside.create({}))).toMatchObject({ status: 403 });
    expect(problemOf(await outside.create({ projectIds: [closed] }))).toMatchObject({ status: 422 });
    expect(await outside.create({ projectIds: [open] })).toMatchObject({ statusCode: 201 });
    const { endpoint } = createdOf(await inside.create({ projectIds: [closed] }));
    expect(await outside.get(endpoint.id)).toMatchObject({ statusCode: 404 });
    expect(await inside.get(endpoint.id)).toMatchObject({ statusCode: 200 });
    const { endpoint: ofAll } = createdOf(await create({}));
    expect(await inside.get(ofAll.id)).toMatchObject({ statusCode: 404 });
  });

  test('reading needs webhooks:read, all else webhooks:write', async () => {
    const { create, as } = world.organization();
    const { endpoint } = createdOf(await create({}));
    const reader = as({ permissions: 'webhooks:read projects:read-all' });
    expect(await reader.get(endpoint.id)).toMatchObject({ statusCode: 200 });
    for (const reply of [reader.create({}), reader.remove(endpoint.id), reader.rotate(endpoint.id)]) {
      expect(problemOf(await reply)).toMatchObject({ status: 403 });
    }
    expect(problemOf(await as({ permissions: 'tasks:read' }).get(endpoint.id))).toMatchObject({ status: 403 });
  });

  test('a project of another organization is none', async () => {
    const { create } = world.organization();
    const strangers = world.organization();
    const id = await strangers.addProject();
    expect(problemOf(await create({ projectIds: [id] })).errors).toEqual([
      { path: 'body.projectIds.0', message: `There is no project ${id}` },
    ]);
  });
});

describe('deletion while deliveries run', () => {
  test('ends them: what they write demands an endpoint that is there and enabled', async () => {
    const { orgId, create, remove } = world.organization();
    const { endpoint } = createdOf(await create({}));
    const advance = () =>
      world.tables.table.update(
        { pk: `ORG#${orgId}`, sk: `ENDPOINT#${endpoint.id}` },
        { set: { cursor: 1 } },
        { when: '#enabled = :true', values: { ':true': true } },
      );
    await advance();
    await remove(endpoint.id);
    await expect(advance()).rejects.toThrow();
    expect(await world.endpoints.read(orgId, endpoint.id)).toBeUndefined();
    expect(await world.endpoints.count(orgId)).toBe(0);
  });
});

test('addresses are public, and honest where there are none', async () => {
  const asked = { routeKey: 'GET /v1/webhook-egress' };
  expect(bodyOf(await world.handle(httpEvent(asked)))).toEqual({
    ...{ addresses: [], userAgent: 'ODAVL-Webhooks/1.0' },
    description: expect.stringContaining('Do not filter by address'),
  });
  const fixed = await startEndpoints({
    egress: { addresses: '192.0.2.1/32,192.0.2.2/32', updatedAt: '2026-11-23T00:00:00Z' },
  });
  expect(bodyOf(await fixed.handle(httpEvent(asked)))).toEqual({
    ...{ addresses: ['192.0.2.1/32', '192.0.2.2/32'], userAgent: 'ODAVL-Webhooks/1.0' },
    ...{ updatedAt: '2026-11-23T00:00:00Z', description: expect.stringContaining('one of these addresses') },
  });
  await fixed.tables.close();
});
