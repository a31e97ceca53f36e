import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { problemOf } from '../../../shared/http-event.ts';
import { createdOf, type EndpointWorld, startEndpoints } from './endpoint-world.ts';

let world: EndpointWorld;
beforeAll(async () => {
  world = await startEndpoints();
});
afterAll(() => world.tables.close());

async function refused(wish: object): Promise<[string, string] | undefined> {
  const { status, errors } = problemOf(await world.organization().create(wish));
  const [first] = errors ?? [];
  return status === 422 && first ? [first.path, first.message] : undefined;
}

test('a URL that would never be delivered to is refused with the reason', async () => {
  expect(await refused({ url: 'http://hooks.example.com/' })).toEqual(['body.url', 'Only https is delivered to']);
  expect(await refused({ url: 'https://[::ffff:10.0.0.1]/' })).toEqual([
    'body.url',
    '::ffff:a00:1 is not an address of the public internet',
  ]);
});

test('a URL is kept and shown as it is called', async () => {
  const { create } = world.organization();
  const { endpoint } = createdOf(await create({ url: 'https://Bücher.de' }));
  expect(endpoint.url).toBe('https://xn--bcher-kva.de/');
});

describe('types are those of the catalogue:', () => {
  test.each([['*'], ['task.*'], ['task.succeeded.v1'], ['task.succeeded.*']])('%s', async (type) => {
    expect((await world.organization().create({ types: [type] })).statusCode).toBe(201);
  });

  test.each([
    ['task.exploded.v1', 'There is no event type task.exploded.v1'],
    ['task.succeeded', 'There is no event type task.succeeded'],
    ['nothing.*', 'There is no event type nothing.*'],
    // Of events that never leave the platform nobody learns here.
    ['webhook.*', 'There is no event type webhook.*'],
    ['task*', 'Not a type such as'],
    ['*.succeeded', 'Not a type such as'],
    ['**', 'Not a type such as'],
    ['', 'Not a type such as'],
    ['Task.*', 'Not a type such as'],
  ])('not %s', async (type, message) => {
    expect(await refused({ types: ['*', type] })).toEqual(['body.types.1', expect.stringContaining(message)]);
  });

  test('at least one, at most 50', async () => {
    expect(await refused({ types: [] })).toEqual(['body.types', expect.any(String)]);
    expect(await refused({ types: Array.from({ length: 51 }, () => '*') })).toEqual(['body.types', expect.any(String)]);
  });
});

describe('a pattern', () => {
  test('is refused with the words of EventBridge, and where it is wrong', async () => {
    const cases: [object, string, string][] = [
      [{ data: { score: [{ numeric: ['>', 'x'] }] } }, 'data.score.0', 'Value of > must be numeric'],
      [{ type: 'task.queued.v1' }, 'type', '"type" must be an object or an array'],
      [{ $or: [{ type: ['a'] }, { data: { x: [] } }] }, '$or.1.data.x', 'Empty arrays are not allowed'],
      [{ data: { name: [{ regex: '^a' }] } }, 'data.name.0', 'Unrecognized match type regex'],
      [{ data: { name: ['a', { wildcard: 'a**' }] } }, 'data.name.1', 'Consecutive wildcard characters at pos 2'],
    ];
    for (const [pattern, path, message] of cases) {
      expect(await refused({ pattern })).toEqual([`body.pattern.${path}`, message]);
    }
    expect(await refused({ pattern: {} })).toEqual(['body.pattern', 'Empty objects are not allowed']);
    expect(await refused({ pattern: [] })).toEqual(['body.pattern', expect.any(String)]);
  });

  test('has at most 2,048 bytes, not characters', async () => {
    const { create } = world.organization();
    const of = (letter: string, count: number) => ({ pattern: { id: [letter.repeat(count)] } });
    const frame = JSON.stringify({ id: [''] }).length;
    expect((await create(of('a', 2_048 - frame))).statusCode).toBe(201);
    const message = expect.stringContaining('at most 2048 bytes');
    expect(await refused(of('a', 2_049 - frame))).toEqual(['body.pattern', message]);
    expect(await refused(of('ü', 1_024))).toEqual(['body.pattern', message]);
  });

  test('of more alternatives than a thousand is refused before it costs anything', async () => {
    const two = { $or: [{ a: [1] }, { b: [1] }] };
    const pattern = Object.fromEntries(Array.from({ length: 11 }, (_, at) => [`f${at}`, two]));
    expect(await refused({ pattern })).toEqual(['body.pattern', '$or makes more than 1000 combinations']);
  });

  test('comes back as it was given, with numbers and names that DynamoDB does not take', async () => {
    const { create } = world.organization();
    const pattern = { data: { '': [1e-200, null, true], n: [{ numeric: ['>', -0.1] }], __proto: ['x'] } };
    expect(createdOf(await create({ pattern })).endpoint.pattern).toEqual(pattern);
  });
});

describe('other settings', () => {
  test.each([
    ['rateLimitPerSecond', 0],
    ['rateLimitPerSecond', 101],
    ['rateLimitPerSecond', 1.5],
    ['description', 'x'.repeat(257)],
    ['ordering', 'fifo'],
    ['orderingKey', 'data..taskId'],
    ['orderingKey', 'data[0]'],
    ['orderingKey', '$.data'],
    ['orderingKey', ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i'].join('.')],
    ['projectIds', []],
    ['projectIds', ['prj_1']],
    ['customHeaders', { 'x-a': 'b' }],
    ['secret', 'whsec_AAAA'],
  ])('%s: %j is refused', async (name, value) => {
    expect((await refused({ [name]: value }))?.[0]).toMatch(new RegExp(`^body.${name}`));
  });

  test('an order needs a key', async () => {
    expect(await refused({ ordering: 'key' })).toEqual(['body.orderingKey', 'Say where the key is, e.g. subject']);
    const { create } = world.organization();
    const { endpoint } = createdOf(await create({ ordering: 'key', orderingKey: 'data.taskId' }));
    expect(endpoint).toMatchObject({ ordering: 'key', orderingKey: 'data.taskId' });
  });
});
