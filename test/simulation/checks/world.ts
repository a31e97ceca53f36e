import * as z from 'zod';
import { StoredTask } from '../../../shared/task/task.ts';
import type { Answer } from '../client.ts';
import type { Endpoint } from '../endpoints.ts';
import type { Platform } from '../platform.ts';
import type { BusEvent } from '../tap.ts';
import type { Tenant } from '../tenant.ts';
import type { Submitted } from '../workload.ts';

/** The platform after a bad day, and what clients saw of it. */
export interface World {
  readonly platform: Platform;
  readonly tenants: readonly Tenant[];
  readonly endpoints: readonly Endpoint[];
  readonly submitted: Submitted;
  /** By id: what was on the bus since the tenants were there. */
  readonly busEvents: ReadonlyMap<string, BusEvent>;
  readonly seed: number;
}

/** What does not hold, one sentence each. */
export type Check = (world: World) => Promise<string[]>;

/** All tasks of all tenants, as the table has them. */
export async function storedTasks({ platform }: World): Promise<StoredTask[]> {
  const items = await platform.items('-tasks-');
  return items.filter(({ sk }) => /^TASK#/.test(String(sk))).map((item) => StoredTask.parse(item));
}

/** A read that waits, in virtual time, when it is too fast for the plan. */
export async function read({ platform }: World, { client }: Tenant, path: string): Promise<Answer> {
  for (;;) {
    const answer = await client.send('GET', path);
    if (answer.status === 200) return answer;
    if (answer.status !== 429) throw new Error(`GET ${path} answered ${answer.status}: ${answer.text.slice(0, 300)}`);
    await platform.runtime.clock.advance((answer.retryAfterSeconds ?? 1) * 1_000);
  }
}

const FeedPage = z.object({
  items: z.array(
    z.object({
      sequence: z.number(),
      event: z.looseObject({
        id: z.string(),
        type: z.string(),
        time: z.string(),
        data: z.record(z.string(), z.unknown()),
      }),
    }),
  ),
  nextAfter: z.number(),
  lastSequence: z.number(),
});
export type FeedItem = z.output<typeof FeedPage>['items'][number];

interface Feed {
  readonly items: readonly FeedItem[];
  readonly lastSequence: number;
}

/** Several checks look at it, long after anything was added. */
const feeds = new WeakMap<Tenant, Promise<Feed>>();

/** The feed of a tenant as a client reads it, page by page from the beginning. */
export function feedOf(world: World, tenant: Tenant): Promise<Feed> {
  const feed = feeds.get(tenant) ?? readFeed(world, tenant);
  feeds.set(tenant, feed);
  return feed;
}

async function readFeed(world: World, tenant: Tenant): Promise<Feed> {
  const items: FeedItem[] = [];
  for (let after = 0; ; ) {
    const page = (await read(world, tenant, `/v1/events?after=${after}&limit=100`)).as(FeedPage);
    items.push(...page.items);
    if (page.items.length === 0 || page.nextAfter >= page.lastSequence)
      return { items, lastSequence: page.lastSequence };
    after = page.nextAfter;
  }
}
