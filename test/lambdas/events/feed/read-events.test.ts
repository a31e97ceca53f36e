import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type EventPage, readEvents } from '../../../../lambdas/events/feed/read-events.ts';
import type { Context } from '../../../../shared/context.ts';
import { newId } from '../../../../shared/id.ts';
import { projectKey } from '../../../../shared/project.ts';
import { makeContext, start } from '../../../shared/make-context.ts';
import { type FeedWorld, message, projectEvent, startFeed } from './feed-world.ts';

let world: FeedWorld;
let ctx: Context;
beforeAll(async () => {
  world = await startFeed();
});
afterAll(() => world.close());
beforeEach(async () => {
  world.clock.now = start;
  ctx = makeContext({ orgId: await world.organization() });
});

const seconds = (count: number) => count * 1_000;
const days = (count: number) => count * 24 * 3_600_000;
const range = (count: number, from = 1) => Array.from({ length: count }, (_, at) => from + at);

const happen = (numbers: readonly number[], change: (nth: number) => object = () => ({})) =>
  world.take(numbers.map((nth) => message(projectEvent(ctx.orgId, nth, change(nth)))));

/** While it waits, time passes and this happens. */
let meanwhile: () => Promise<unknown> = async () => {};
const read = (input: Partial<Parameters<typeof readEvents>[0]['input']> = {}, change: Partial<Context> = {}) =>
  readEvents({
    ctx: { ...ctx, ...change, now: world.clock.now },
    deps: {
      feed: world.feed,
      projects: world.projects,
      now: () => world.clock.now,
      wait: async (ms) => {
        world.clock.now += ms;
        await meanwhile();
      },
    },
    input: { limit: 20, waitSeconds: 0, ...input },
  });
const numbersOf = ({ items }: EventPage) => items.map(({ sequence }) => sequence);

test('an organization without events has an empty feed', async () => {
  expect(await read()).toEqual({ items: [], nextAfter: 0, lastSequence: 0, oldestSequence: 1 });
  expect(await read({ after: 0 })).toMatchObject({ items: [], nextAfter: 0 });
});

test('page by page a reader gets every event once, in order', async () => {
  await happen(range(25));
  const seen: number[] = [];
  let page = await read({ limit: 10 });
  for (; page.items.length > 0; page = await read({ limit: 10, after: page.nextAfter })) seen.push(...numbersOf(page));
  expect(seen).toEqual(range(25));
  expect(page).toEqual({ items: [], nextAfter: 25, lastSequence: 25, oldestSequence: 1 });
});

test('a reader who is up to date waits, and has the event as soon as it is there', async () => {
  await happen([1]);
  let polls = 0;
  meanwhile = async () => {
    polls += 1;
    if (polls === 3) await happen([2]);
  };
  const page = await read({ after: 1, waitSeconds: 20 });
  expect([numbersOf(page), page.lastSequence, polls]).toEqual([[2], 2, 3]);
  expect(world.clock.now - start).toBe(700);
  meanwhile = async () => {};
});

test('a wait in which nothing comes ends in time', async () => {
  await happen([1]);
  expect(numbersOf(await read({ after: 1, waitSeconds: 5 }))).toEqual([]);
  expect(world.clock.now - start).toBe(seconds(5));
});

test('a wait goes on over events that the reader did not ask for, and does not forget where it was', async () => {
  meanwhile = () => happen([world.clock.now], () => ({ type: 'project.deleted.v1', data: { projectId: 'prj_1' } }));
  const page = await read({ after: 0, types: ['task.*'], waitSeconds: 2 });
  meanwhile = async () => {};
  expect(page).toMatchObject({ items: [], isFiltered: true });
  expect(page.nextAfter).toBe(page.lastSequence);
  expect(page.nextAfter).toBeGreaterThan(2);
});

test('types and project filter; a long way between two events that pass is gone in one request', async () => {
  await happen(range(250), (nth) => (nth % 240 === 0 ? { type: 'project.deleted.v1' } : {}));
  const page = await read({ types: ['project.deleted.v1'] });
  expect([numbersOf(page), page.nextAfter, page.isFiltered]).toEqual([[240], 250, true]);
  expect(numbersOf(await read({ types: ['project.deleted.*'], projectId: newId('project', start) }))).toEqual([]);
  expect(numbersOf(await read({ types: ['project.*'], limit: 3 }))).toEqual([1, 2, 3]);
});

test('a filtered page that is full goes on right behind its last event', async () => {
  await happen(range(6));
  const page = await read({ types: ['*'], limit: 4 });
  expect([numbersOf(page), page.nextAfter]).toEqual([[1, 2, 3, 4], 4]);
});

test('a type that does not exist is named', async () => {
  await expect(read({ types: ['task.*', 'taks.queued.v1'] })).rejects.toMatchObject({
    code: 'validation_failed',
    errors: [{ path: 'query.types', message: expect.stringContaining('taks.queued.v1') }],
  });
});

test('a number that is yet to come is an error, however large', async () => {
  await happen([1, 2]);
  for (const after of [3, 999_999_999_999]) {
    await expect(read({ after })).rejects.toMatchObject({ code: 'validation_failed' });
  }
});

test('events that the plan no longer keeps: without `after` from the oldest, with an older one a clear error', async () => {
  await happen(range(3));
  world.clock.now = start + days(6);
  await happen([4, 5]);
  world.clock.now = start + days(8);
  expect(numbersOf(await read())).toEqual([4, 5]);
  expect(await read({ after: 3 })).toMatchObject({ oldestSequence: 4, items: [{ sequence: 4 }, { sequence: 5 }] });
  await expect(read({ after: 1 })).rejects.toMatchObject({ code: 'cursor_expired', message: /number 4.*after=3/ });
  world.clock.now = start + days(30);
  expect(await read()).toEqual({ items: [], nextAfter: 5, lastSequence: 5, oldestSequence: 6 });
  await expect(read({ after: 2 })).rejects.toMatchObject({ code: 'cursor_expired' });
});

test('where events are gone in the middle, a reader stops before the gap and then learns of it', async () => {
  await happen(range(6));
  await world.table.delete({ pk: `ORG#${ctx.orgId}`, sk: 'EVENT#000000000004' });
  const page = await read({ after: 1 });
  expect([numbersOf(page), page.nextAfter]).toEqual([[2, 3], 3]);
  await expect(read({ after: 3 })).rejects.toMatchObject({ code: 'cursor_expired', message: /number 5/ });
});

test('a credential for some projects has their events only, with numbers missing, and nothing of the organization', async () => {
  const [mine, other] = [newId('project', start), newId('project', start)];
  await happen(range(4), (nth) => ({ projectid: nth % 2 === 0 ? mine : other }));
  await happen([5], () => ({
    projectid: undefined,
    type: 'usage.limit.warning.v1',
    data: { meter: 'm', month: '2026-11', used: 4, limit: 5 },
  }));
  const page = await read({}, { projects: new Set([mine]) });
  expect([numbersOf(page), page.isFiltered, page.nextAfter]).toEqual([[2, 4], true, 5]);
  expect((await read()).isFiltered).toBeUndefined();
});

test('somebody bound by teams has the events of projects that are open to them', async () => {
  const [open, closed] = [newId('project', start), newId('project', start)];
  await world.projects.put({ ...projectKey(ctx.orgId, open), id: open });
  await world.projects.put({ ...projectKey(ctx.orgId, closed), id: closed, teamIds: ['team_1'] });
  await happen(range(4), (nth) => ({ projectid: nth % 2 === 0 ? open : closed }));
  const page = await read({}, { permissions: new Set(['webhooks:read']) });
  expect([numbersOf(page), page.isFiltered]).toEqual([[2, 4], true]);
});

test('another organization has nothing of it', async () => {
  await happen(range(3));
  expect(await read({}, { orgId: await world.organization() })).toMatchObject({ items: [], lastSequence: 0 });
});

test('a read asks the table three times', async () => {
  await happen(range(3));
  const before = world.tables.calls.length;
  await read({ after: 1 });
  expect(world.tables.calls.length - before).toBe(3);
});
