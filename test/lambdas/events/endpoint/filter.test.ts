import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { covers, createFilter } from '../../../../lambdas/events/endpoint/filter.ts';
import { orderingKeyOf } from '../../../../lambdas/events/endpoint/ordering-key.ts';
import type { CloudEvent } from '../../../../shared/cloud-event.ts';

const event: CloudEvent = {
  ...{ specversion: '1.0', id: 'evt_1', source: 'urn:odavl:task', type: 'task.succeeded.v1' },
  ...{ time: '2026-11-23T04:00:00.000Z', subject: 'task_1', datacontenttype: 'application/json', orgid: 'org_1' },
  ...{ projectid: 'prj_1', sequence: '000000000007' },
  data: { taskId: 'task_1', score: 71, labels: ['a', 'b'], nested: { ok: true } },
};
const { projectid: _, ...ofNoProject } = event;

const wants = (change: object, which = event) => createFilter({ types: ['*'], ...change })(which);
const matches = (pattern: object) => wants({ pattern: JSON.stringify(pattern) });

test.each([
  ['*', true],
  ['task.*', true],
  ['task.succeeded.*', true],
  ['task.succeeded.v1', true],
  ['task.succeeded.v2', false],
  ['task.succeeded', false],
  ['tas.*', false],
  ['guardian.*', false],
])('the type %s: %s', (type, expected) => {
  expect(covers(type, event.type)).toBe(expected);
  expect(wants({ types: ['marketplace.*', type] })).toBe(expected);
});

test('of projects only events of these, and none that are of no project', () => {
  expect(wants({ projectIds: ['prj_0', 'prj_1'] })).toBe(true);
  expect(wants({ projectIds: ['prj_2'] })).toBe(false);
  expect(wants({ projectIds: ['prj_1'] }, ofNoProject)).toBe(false);
  expect(wants({}, ofNoProject)).toBe(true);
});

test('a pattern sees the event as it is sent', () => {
  expect(matches({ data: { score: [{ numeric: ['>', 70] }], labels: ['b'] }, subject: [{ prefix: 'task_' }] })).toBe(
    true,
  );
  expect(matches({ data: { nested: { ok: [false] } } })).toBe(false);
  expect(matches({ sequence: ['000000000007'], projectid: [{ exists: true }] })).toBe(true);
});

test('type, project and pattern must all fit', () => {
  const pattern = JSON.stringify({ subject: ['task_1'] });
  expect(wants({ types: ['task.*'], projectIds: ['prj_1'], pattern })).toBe(true);
  expect(wants({ types: ['guardian.*'], projectIds: ['prj_1'], pattern })).toBe(false);
});

describe('the key of an order', () => {
  test.each([
    ['subject', 'task_1'],
    ['data.taskId', 'task_1'],
    ['data.score', '71'],
    ['data.nested.ok', 'true'],
    ['data.labels', undefined],
    ['data.labels.0', undefined],
    ['data.nested', undefined],
    ['data.absent.deeper', undefined],
    ['constructor.name', undefined],
    ['data.__proto__', undefined],
  ])('%s is %s', (path, key) => {
    expect(orderingKeyOf(event, path)).toBe(key);
  });
});

describe('a pattern that is a bomb costs no time:', () => {
  const long = 'a'.repeat(200_000);
  const of = (operator: object, value: unknown) => {
    const test = createFilter({ types: ['*'], pattern: JSON.stringify({ data: { f: [operator] } }) });
    // Time of the processor, because what else the machine does is not the pattern's.
    const begin = process.cpuUsage();
    test({ ...event, data: { f: value } });
    return process.cpuUsage(begin).user / 1_000;
  };

  test.each<[string, object, unknown]>([
    ['many wildcards', { wildcard: `${'*a'.repeat(900)}*b` }, long],
    ['wildcards that nearly fit', { wildcard: `*${'a'.repeat(900)}b${'*a'.repeat(400)}` }, long],
    ['a search that is bad for all tables', { wildcard: `*b${'a'.repeat(1_900)}*` }, long],
    ['wildcards to be excluded', { 'anything-but': { wildcard: Array.from({ length: 200 }, () => '*a*b*') } }, long],
    ['a list of many values', { wildcard: '*a*b*c' }, Array.from({ length: 20_000 }, () => 'abababab')],
    ['lists in lists', { prefix: 'b' }, nested(5_000)],
  ])('%s', (_, operator, value) => {
    expect(of(operator, value)).toBeLessThan(500);
  });

  test('and takes time in proportion to what it looks at', () => {
    const wildcard = `*${Array.from({ length: 300 }, () => 'ab').join('*')}*c`;
    const times = (length: number) => Math.min(...[1, 2, 3].map(() => of({ wildcard }, 'ab'.repeat(length))));
    times(20_000);
    expect(times(160_000)).toBeLessThan(Math.max(times(20_000), 0.2) * 40);
  });
});

test('whatever the wildcard, it says the same as a plain search of its pieces', () => {
  fc.assert(
    fc.property(
      fc.stringMatching(/^(\*?[ab]{1,2}){1,4}\*?$/),
      fc.stringMatching(/^[ab]{0,10}$/),
      (wildcard, subject) => {
        const filter = createFilter({ types: ['*'], pattern: JSON.stringify({ subject: [{ wildcard }] }) });
        expect(filter({ ...event, subject })).toBe(new RegExp(`^${wildcard.replaceAll('*', '.*')}$`).test(subject));
      },
    ),
  );
});

function nested(depth: number): unknown {
  let value: unknown = 'a';
  for (let level = 0; level < depth; level += 1) value = [value];
  return value;
}
