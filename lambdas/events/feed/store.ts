import { setTimeout as wait } from 'node:timers/promises';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import * as z from 'zod';
import type { CloudEvent } from '../../../shared/cloud-event.ts';
import type { Table } from '../../../shared/dynamo.ts';
import { attempt } from '../../../shared/dynamo-transaction.ts';
import { FeedEvent, maxSequence, numbered, seenSeconds, sequenceText } from './feed.ts';

export interface FeedReader {
  /** The number of the newest event; 0 before the first. */
  head(orgId: string): Promise<number>;
  /** Up to `limit` events after a number, in order. A first one that is not `after + 1` tells that some before it are gone. */
  readFeed(orgId: string, after: number, limit: number): Promise<FeedEvent[]>;
}

export interface FeedStore extends FeedReader {
  /**
   * Appends events of one organization that are not in its feed yet, without a gap: the counter, the events and the marks of
   * their ids are one transaction. At most one portion (`portions`).
   * @returns how many were new; `erased` when the organization is, and then nothing is written
   */
  append(orgId: string, events: readonly CloudEvent[], when: When): Promise<number | 'erased'>;
  /** From here on nothing is appended. The counter stays as the mark of it, and goes when no event can come any more. */
  close(orgId: string, now: number): Promise<void>;
}

interface When {
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly keptDays: number;
  readonly apiUrl: string;
}

export const feedKey = (orgId: string) => ({ pk: `ORG#${orgId}`, sk: 'FEED' });
const eventKey = (orgId: string, seq: number) => ({ pk: `ORG#${orgId}`, sk: `EVENT#${sequenceText(seq)}` });
const seenKey = (orgId: string, id: string) => ({ pk: `ORG#${orgId}`, sk: `SEEN#${id}` });

/** `keptUntil`: the newest event's time to live. No event expires before the one in front of it, so only the beginning goes. */
const Counter = z.object({
  seq: z.int(),
  keptUntil: z.int().optional(),
  isErased: z.boolean().optional(),
});
type Counter = z.infer<typeof Counter>;

/** How often an append is tried while others append to the same feed; a few at a time do (`maxConcurrency` of the queue). */
const tries = 30;
const daySeconds = 24 * 3_600;

export function createFeedReader(table: Table, now: () => number = Date.now): FeedReader {
  return {
    head: async (orgId) => (await table.get(Counter, feedKey(orgId)))?.seq ?? 0,
    async readFeed(orgId, after, limit) {
      for (let from = after; ; ) {
        const skBetween = [eventKey(orgId, from + 1).sk, eventKey(orgId, maxSequence).sk] as const;
        const items = await table.query(FeedEvent, { pk: `ORG#${orgId}`, skBetween, limit });
        const live = items.filter(({ ttl }) => ttl * 1_000 > now());
        const last = items.at(-1);
        // DynamoDB deletes what has expired within days, in any order; until then it is gone all the same.
        if (live.length > 0 || !last || items.length < limit) return live;
        from = last.seq;
      }
    },
  };
}

export function createFeedStore(
  dynamo: DynamoDBClient,
  table: Table,
  { now, pause }: { now: () => number; pause: (ms: number) => Promise<unknown> } = { now: Date.now, pause: wait },
): FeedStore {
  return {
    ...createFeedReader(table, now),
    async append(orgId, events, when) {
      let left = [...new Map(events.map((event) => [event.id, event])).values()];
      for (let tried = 0; left.length > 0; tried += 1) {
        if (tried === tries) throw new Error(`The feed of ${orgId} is busy.`);
        if (tried > 0) await pause(Math.random() * Math.min(500, 10 * 2 ** tried));
        const counter = await table.get(Counter, feedKey(orgId));
        if (counter?.isErased) return 'erased';
        const failed = await attempt(dynamo, writes(table, orgId, left, counter ?? { seq: 0 }, when));
        if (failed.size === 0) return left.length;
        left = left.filter(({ id }) => !failed.has(seenKey(orgId, id).sk));
      }
      return 0;
    },
    async close(orgId, now) {
      const ttl = Math.floor(now / 1_000) + seenSeconds;
      await table.update(feedKey(orgId), { set: { isErased: true, ttl }, setOnce: { seq: 0 } });
    },
  };
}

/** Each mark goes by a name of its own, so that a failed one names its event. */
function writes(
  table: Table,
  orgId: string,
  events: readonly CloudEvent[],
  { seq: head, keptUntil = 0 }: Counter,
  when: When,
) {
  const seconds = Math.floor(when.now / 1_000);
  const ttl = Math.max(keptUntil, seconds + when.keptDays * daySeconds);
  const counter = {
    ...{ table, update: feedKey(orgId), change: { set: { seq: head + events.length, keptUntil: ttl } } },
    condition: {
      when:
        head === 0
          ? '(attribute_not_exists(#seq) OR #seq = :head) AND attribute_not_exists(#isErased)'
          : '#seq = :head AND attribute_not_exists(#isErased)',
      values: { ':head': head },
    },
  };
  const appended = events.map((event, at) => {
    const seq = head + at + 1;
    const { id, type, time, projectid: projectId } = event;
    const text = JSON.stringify(numbered(event, seq, when.apiUrl));
    const put = { ...eventKey(orgId, seq), seq, id, type, projectId, time, event: text, ttl };
    return { table, put, condition: { when: 'attribute_not_exists(pk)' } };
  });
  const marks = events.map((event, at) => {
    const put = {
      ...seenKey(orgId, event.id),
      seq: head + at + 1,
      ttl: seconds + Math.max(seenSeconds, ttl - seconds),
    };
    return [put.sk, { table, put, condition: { when: 'attribute_not_exists(pk)' } }] as const;
  });
  return { counter, appended, ...Object.fromEntries(marks) };
}
