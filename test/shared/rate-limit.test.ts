import { DeleteItemCommand, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newId } from '../../shared/id.ts';
import { createRateLimiter, type RateLimiter } from '../../shared/rate-limit.ts';
import type { Taker } from '../../shared/rate-limit-rule.ts';
import { start } from './make-context.ts';
import { startTables, type Tables } from './table.ts';

let tables: Tables;
beforeAll(async () => {
  tables = await startTables();
});
afterAll(() => tables.close());

/** An instance of a function: each has a memory of its own. The machine may be slow; only one test is about time-outs. */
const instance = () => createRateLimiter(tables.client, 'store', 25_000);
const minute = 60_000;

/** An organization nobody has heard of, on the free plan: 60 tokens, one a second. */
function newOrganization(change: Partial<Taker> = {}) {
  const base = {
    orgId: newId('organization', start),
    principal: 'usr_ada',
    plan: 'free',
    cost: 1,
    now: start,
  } as const;
  const taker = (more: Partial<Taker> = {}): Taker => ({ ...base, ...change, ...more });
  const take = (limiter: RateLimiter, more: Partial<Taker> = {}) => limiter.take(taker(more));
  const isTaken = async (limiter: RateLimiter, more: Partial<Taker> = {}) => !(await take(limiter, more)).refusal;
  const key = { pk: { S: `ORG#${base.orgId}` }, sk: { S: 'RATE' } };
  const item = async () =>
    unmarshall((await tables.client.send(new GetItemCommand({ TableName: 'store', Key: key }))).Item ?? {});
  const erase = () => tables.client.send(new DeleteItemCommand({ TableName: 'store', Key: key }));
  const setUsed = (used: number) => tables.table.update({ pk: `ORG#${base.orgId}`, sk: 'RATE' }, { set: { used } });
  const empty = async (limiter: RateLimiter, times: number, more: Partial<Taker> = {}) => {
    for (let at = 0; at < times; at += 1) expect((await take(limiter, more)).refusal).toBeUndefined();
  };
  return { take, isTaken, item, erase, setUsed, empty };
}

/** The calls of the table that something makes. */
async function callsOf(work: () => Promise<unknown>): Promise<string[]> {
  const before = tables.calls.length;
  await work();
  return tables.calls.slice(before).map(({ action }) => action);
}

describe('a bucket', () => {
  test('gives exactly what it holds at once, then refuses', async () => {
    const { take, empty } = newOrganization();
    const limiter = instance();
    expect((await take(limiter)).burst).toEqual({ limit: 60, windowSeconds: 60, remaining: 59, resetSeconds: 1 });
    await empty(limiter, 58);
    expect((await take(limiter)).burst.remaining).toBe(0);
    expect(await take(limiter)).toMatchObject({
      burst: { remaining: 0, resetSeconds: 1 },
      refusal: { policy: 'burst', retryAfterSeconds: 1 },
    });
  });

  test('gives the next token at the very millisecond at which it has grown', async () => {
    const { isTaken, empty } = newOrganization();
    const limiter = instance();
    await empty(limiter, 60);
    expect(await isTaken(limiter, { now: start + 999 })).toBe(false);
    expect(await isTaken(limiter, { now: start + 1_000 })).toBe(true);
    expect(await isTaken(limiter, { now: start + 1_000 })).toBe(false);
    expect(await isTaken(limiter, { now: start + 1_999 })).toBe(false);
    expect(await isTaken(limiter, { now: start + 2_000 })).toBe(true);
  });

  test('is full after a minute, and never fuller', async () => {
    const { take, empty } = newOrganization();
    const limiter = instance();
    await empty(limiter, 60);
    expect((await take(limiter, { now: start + minute })).burst.remaining).toBe(59);
    expect((await take(limiter, { now: start + 10 * minute })).burst.remaining).toBe(59);
  });

  test.each([
    ['free', 60],
    ['pro', 300],
    ['enterprise', 1_000],
  ] as const)('of the plan %s holds %i', async (plan, capacity) => {
    const { take, isTaken } = newOrganization({ plan });
    const limiter = instance();
    const half = capacity / 2;
    expect((await take(limiter, { cost: half })).burst.remaining).toBe(half);
    expect((await take(limiter, { cost: half })).burst.remaining).toBe(0);
    expect(await isTaken(limiter, { now: start + Math.floor(minute / capacity) - 1 })).toBe(false);
    expect(await isTaken(limiter, { now: start + minute / capacity })).toBe(true);
  });

  test('pays by cost, and says how long to wait for that much', async () => {
    const { take } = newOrganization();
    const limiter = instance();
    expect((await take(limiter, { cost: 50 })).burst.remaining).toBe(10);
    const refused = await take(limiter, { cost: 25 });
    expect(refused).toMatchObject({ burst: { remaining: 10 }, refusal: { policy: 'burst', retryAfterSeconds: 15 } });
    expect((await take(limiter, { cost: 25, now: start + 14_999 })).refusal).toBeDefined();
    expect((await take(limiter, { cost: 25, now: start + 15_000 })).burst.remaining).toBe(0);
  });

  test('that is smaller than a cost is emptied by it, rather than closed for ever', async () => {
    const { take } = newOrganization({ burstPerMinute: 5 });
    const limiter = instance();
    expect((await take(limiter, { cost: 20 })).burst).toMatchObject({ limit: 5, remaining: 0 });
    expect((await take(limiter, { cost: 20, now: start + minute - 1 })).refusal).toBeDefined();
    expect((await take(limiter, { cost: 20, now: start + minute })).refusal).toBeUndefined();
  });

  test('whose limit does not divide a minute holds exactly that many', async () => {
    const { take, empty } = newOrganization({ burstPerMinute: 7 });
    const limiter = instance();
    await empty(limiter, 7);
    expect((await take(limiter)).refusal).toMatchObject({ retryAfterSeconds: 9 });
    expect((await take(limiter, { now: start + 8_571 })).refusal).toBeDefined();
    expect((await take(limiter, { now: start + 8_572 })).refusal).toBeUndefined();
  });
});

describe('organization and principal', () => {
  test('have a bucket each: a key with a limit of its own stops first, and its organization goes on', async () => {
    const { take, isTaken, empty } = newOrganization();
    const limiter = instance();
    const slow = { principal: 'key_slow', burstPerMinute: 10 };
    await empty(limiter, 10, slow);
    expect((await take(limiter, slow)).burst).toMatchObject({ limit: 10, remaining: 0, resetSeconds: 6 });
    expect((await take(limiter)).burst).toMatchObject({ limit: 60, remaining: 49 });
    expect(await isTaken(limiter, { ...slow, now: start + 5_999 })).toBe(false);
    expect(await isTaken(limiter, { ...slow, now: start + 6_000 })).toBe(true);
  });

  test('share the organization’s: what one took is missing for the other', async () => {
    const { take, empty } = newOrganization();
    const limiter = instance();
    await empty(limiter, 55, { principal: 'key_greedy' });
    const other = { principal: 'key_modest', burstPerMinute: 20 };
    expect((await take(limiter, other)).burst).toMatchObject({ limit: 20, remaining: 4 });
    await empty(limiter, 4, other);
    expect((await take(limiter, other)).refusal).toEqual({ policy: 'burst', retryAfterSeconds: 1 });
  });

  test('do not pay for a request that either refuses', async () => {
    const { isTaken, empty, item } = newOrganization();
    const limiter = instance();
    const slow = { principal: 'key_slow', burstPerMinute: 2 };
    await empty(limiter, 2, slow);
    const before = await item();
    expect(await isTaken(instance(), slow)).toBe(false);
    expect(await item()).toEqual(before);
  });

  test('a limit above the plan’s is the plan’s', async () => {
    const { take } = newOrganization({ burstPerMinute: 5_000 });
    expect((await take(instance())).burst).toMatchObject({ limit: 60, remaining: 59 });
  });

  test('a limit of nothing is one request a minute', async () => {
    const { isTaken } = newOrganization({ burstPerMinute: 0 });
    const limiter = instance();
    expect([await isTaken(limiter), await isTaken(limiter)]).toEqual([true, false]);
    expect(await isTaken(limiter, { now: start + minute })).toBe(true);
  });

  test('a plan that has changed counts at once', async () => {
    const { take, empty } = newOrganization();
    const limiter = instance();
    await empty(limiter, 60);
    expect((await take(limiter, { plan: 'enterprise' })).refusal).toBeDefined();
    expect((await take(limiter, { plan: 'enterprise', now: start + 60 })).refusal).toBeUndefined();
    expect((await take(limiter, { plan: 'free', now: start + 61 })).refusal).toBeDefined();
  });

  test('a principal that is no id of ours leaves no name in the table', async () => {
    const { empty, item } = newOrganization();
    await empty(instance(), 1, { principal: 'repo:analytical/engine:ref:refs/heads/main' });
    expect(JSON.stringify(await item())).not.toContain('analytical');
    expect(Object.keys(await item()).filter((name) => name.startsWith('p_'))).toHaveLength(1);
  });
});

describe('the month', () => {
  const end = Date.UTC(2026, 11, 1);
  const pastMost = { cost: 60 };

  test('counts by cost, and starts again at midnight UTC of the first', async () => {
    const { take, item } = newOrganization();
    const limiter = instance();
    expect((await take(limiter, pastMost)).month).toEqual({
      ...{ limit: 100_000, windowSeconds: 30 * 86_400, remaining: 99_940, resetSeconds: (end - start) / 1_000 },
    });
    const last = await take(limiter, { now: end - 1 });
    expect(last.month).toMatchObject({ remaining: 99_939, resetSeconds: 1 });
    expect(await item()).toMatchObject({ month: '2026-11', used: 61, ttl: end / 1_000 + 86_400 });
    const next = await take(limiter, { now: end });
    expect(next.month).toMatchObject({ remaining: 99_999, resetSeconds: 31 * 86_400, windowSeconds: 31 * 86_400 });
    expect(await item()).toMatchObject({ month: '2026-12', used: 1 });
  });

  test('does not refill the burst bucket', async () => {
    const { isTaken, empty } = newOrganization({ now: end - 1 });
    const limiter = instance();
    await empty(limiter, 60);
    expect(await isTaken(limiter, { now: end })).toBe(false);
    expect(await isTaken(instance(), { now: end })).toBe(false);
    expect(await isTaken(instance(), { now: end + 999 })).toBe(true);
  });

  test('that is used up refuses until it ends, whatever the bucket holds', async () => {
    const { take, setUsed, empty } = newOrganization();
    const now = start;
    await take(instance());
    await setUsed(99_999);
    const limiter = instance();
    expect((await take(limiter, { cost: 2, now })).refusal).toMatchObject({ policy: 'month' });
    await empty(limiter, 1, { cost: 1, now });
    for (const each of [limiter, instance()]) {
      expect(await take(each, { now })).toMatchObject({
        month: { remaining: 0 },
        refusal: { policy: 'month', retryAfterSeconds: (end - now) / 1_000 },
      });
    }
    expect((await take(limiter, { now, plan: 'pro' })).refusal).toBeUndefined();
    expect((await take(limiter, { now: end })).month.remaining).toBe(99_999);
  });

  test('that was used up elsewhere refuses an instance that remembers it otherwise', async () => {
    const { take, setUsed, item } = newOrganization();
    const limiter = instance();
    await take(limiter);
    await setUsed(100_000);
    expect((await take(limiter)).refusal).toMatchObject({ policy: 'month' });
    expect(await item()).toMatchObject({ used: 100_000 });
  });

  test('is the later one for a function whose clock is behind at midnight', async () => {
    const { take, item } = newOrganization();
    await take(instance(), { now: end });
    expect((await take(instance(), { now: end - 5 })).month.remaining).toBe(99_998);
    expect(await item()).toMatchObject({ month: '2026-12', used: 2 });
  });
});

describe('many at once', () => {
  const passed = (answers: readonly boolean[]) => answers.filter(Boolean).length;

  test('of fifty requests for ten tokens exactly ten pass, in one instance', async () => {
    const { isTaken } = newOrganization();
    const limiter = instance();
    await isTaken(limiter, { cost: 50 });
    const answers = await Promise.all(Array.from({ length: 50 }, () => isTaken(limiter)));
    expect(passed(answers)).toBe(10);
  });

  test('and in fifty instances that know nothing', async () => {
    const { isTaken, item } = newOrganization();
    await isTaken(instance(), { cost: 50 });
    const answers = await Promise.all(Array.from({ length: 50 }, () => isTaken(instance())));
    expect(passed(answers)).toBe(10);
    expect(await item()).toMatchObject({ used: 60, org: (start + minute) * 1_000 });
  });

  test('and for an organization that has no item yet, by principals with limits of their own', async () => {
    const { isTaken } = newOrganization({ burstPerMinute: 5 });
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, at) => isTaken(instance(), { principal: at % 2 ? 'key_a' : 'key_b' })),
    );
    expect(passed(answers)).toBe(10);
  });

  test('two instances with stale memories take no token twice', async () => {
    const { isTaken } = newOrganization();
    const [one, two] = [instance(), instance()];
    let count = 0;
    for (let at = 0; at < 70; at += 1) count += (await isTaken(at % 2 ? one : two)) ? 1 : 0;
    // The first has seen nothing of a minute in which the second emptied the bucket.
    const later = start + minute;
    for (let at = 0; at < 61; at += 1) count += (await isTaken(two, { now: later })) ? 1 : 0;
    expect(await isTaken(one, { now: later })).toBe(false);
    expect(count).toBe(120);
  });

  test('clocks that differ give no token away', async () => {
    const { isTaken } = newOrganization();
    const limiters = [instance(), instance(), instance()];
    const clocks = [start, start - 40, start + 25];
    const answers = await Promise.all(
      Array.from({ length: 90 }, async (_, at) => isTaken(limiters[at % 3] ?? instance(), { now: clocks[at % 3] })),
    );
    expect(passed(answers)).toBe(60);
  });
});

describe('the table', () => {
  test('is called once for a request, and a second time when the guess was wrong', async () => {
    const { take } = newOrganization();
    const [limiter, stranger] = [instance(), instance()];
    expect(await callsOf(() => take(limiter))).toEqual(['dynamodb:UpdateItem']);
    expect(await callsOf(() => take(limiter))).toHaveLength(1);
    expect(await callsOf(() => take(stranger))).toHaveLength(2);
    expect(await callsOf(() => take(stranger))).toHaveLength(1);
    expect(await callsOf(() => take(limiter, { now: start + 2 * minute }))).toHaveLength(1);
  });

  test('is not asked again for what memory refuses, until a token has grown', async () => {
    const { take, empty } = newOrganization();
    const limiter = instance();
    await empty(limiter, 60);
    const refusals = async () => {
      for (let at = 0; at < 100; at += 1) expect((await take(limiter, { now: start + at })).refusal).toBeDefined();
    };
    expect(await callsOf(refusals)).toEqual([]);
    expect(await callsOf(() => take(limiter, { now: start + 1_000 }))).toHaveLength(1);
  });

  test('may lose an item', async () => {
    const { take, erase } = newOrganization();
    const limiter = instance();
    await take(limiter, { cost: 30 });
    await erase();
    expect((await take(limiter)).burst.remaining).toBe(59);
    await take(limiter, { cost: 30 });
    await erase();
    // A bucket that is fuller than remembered is still not fuller than full.
    await take(instance(), { now: start - 10_000 });
    expect((await take(limiter)).burst.remaining).toBe(59);
  });

  test('forgets the buckets of principals that have not been seen for a minute', async () => {
    const { take, item } = newOrganization({ plan: 'enterprise' });
    const limiter = instance();
    const principals = async () => Object.keys(await item()).filter((name) => name.startsWith('p_'));
    for (let at = 0; at < 25; at += 1) await take(limiter, { principal: `key_${at}` });
    expect(await principals()).toHaveLength(25);
    const later = start + 2 * minute;
    await take(limiter, { principal: 'key_late', now: later });
    for (let at = 0; at < 3; at += 1) await take(limiter, { principal: 'key_late', now: later + at });
    expect(await principals()).toEqual(['p_key_late']);
  });

  test('forgets none that another instance has seen in use meanwhile', async () => {
    const { take, isTaken, item } = newOrganization();
    const [one, two] = [instance(), instance()];
    for (let at = 0; at < 5; at += 1) await take(one, { principal: `key_${at}` });
    await take(two, { principal: 'key_late', now: start + minute });
    const later = start + 3 * minute;
    const slow = { principal: 'key_0', burstPerMinute: 1 };
    expect(await isTaken(one, { ...slow, now: later })).toBe(true);
    // The second instance takes it for idle; the table knows better.
    await take(two, { principal: 'key_late', now: later + 1_000 });
    const principals = Object.keys(await item()).filter((name) => name.startsWith('p_'));
    expect(principals.sort()).toEqual(['p_key_0', 'p_key_late']);
    expect(await isTaken(instance(), { ...slow, now: later + 1_000 })).toBe(false);
  });

  test('that does not answer in time is an error', async () => {
    const stuck = { send: (_: unknown, { abortSignal }: { abortSignal: AbortSignal }) => hang(abortSignal) };
    const limiter = createRateLimiter(Object.assign(Object.create(tables.client), stuck), 'store', 20);
    await expect(newOrganization().take(limiter)).rejects.toThrow();
  });
});

function hang(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
}
