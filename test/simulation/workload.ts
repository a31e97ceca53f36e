import { setTimeout as wait } from 'node:timers/promises';
import * as z from 'zod';
import type { VirtualClock } from '../../local/clock/virtual-clock.ts';
import { randomOf } from '../../local/faults/random.ts';
import type { Answer } from './client.ts';
import type { Tenant } from './tenant.ts';

/** One request for a task, as a client makes it. */
interface Order {
  readonly tenant: Tenant;
  readonly number: number;
  readonly path: string;
  readonly body: Record<string, unknown>;
  readonly isCancelled: boolean;
  readonly isRepeated: boolean;
}

/** What was promised to clients, and what was refused, by code. */
export interface Submitted {
  readonly accepted: ReadonlyMap<string, Tenant>;
  readonly refused: Readonly<Record<string, number>>;
  /** Requests that never got an answer which says what became of them. */
  readonly unanswered: number;
}

const Accepted = z.object({ task: z.object({ id: z.string() }) });
const Problem = z.object({ code: z.string() });

/** At once, as so many clients. */
const clients = 4;
/** A client gives up after so many answers that tell it nothing. */
const patience = 40;

/** Has these tenants submit so many tasks, with all that a client may ask for, and cancel a few. */
export async function submitAll(
  clock: VirtualClock,
  { tenants, tasks, seed }: { tenants: readonly Tenant[]; tasks: number; seed: number },
): Promise<Submitted> {
  const orders = randomOrders(clock, { tenants, tasks, seed });
  const accepted = new Map<string, Tenant>();
  const refused: Record<string, number> = {};
  let unanswered = 0;
  const queue = orders.values();
  const work = async () => {
    for (const order of queue) {
      const answer = await submit(clock, order, seed);
      if (answer.status === 202) {
        const { id } = answer.as(Accepted).task;
        accepted.set(id, order.tenant);
        if (order.isCancelled) await order.tenant.client.send('POST', `/v1/tasks/${id}/cancel`);
      } else if (answer.status >= 400 && answer.status < 500) {
        const { code } = answer.as(Problem);
        refused[code] = (refused[code] ?? 0) + 1;
      } else unanswered += 1;
    }
  };
  await Promise.all(Array.from({ length: clients }, work));
  return { accepted, refused, unanswered };
}

/** As clients do it: again with the same key until there is an answer. */
async function submit(
  clock: VirtualClock,
  { tenant, number, path, body, isRepeated }: Order,
  seed: number,
): Promise<Answer> {
  const send = () => tenant.client.send('POST', path, body, { 'idempotency-key': `order-${seed}-${number}` });
  let answer = await send();
  for (let tries = 1; tries < patience && tellsNothing(answer); tries += 1) {
    if (answer.status === 429 || answer.status === 409)
      await clock.advance(Math.min(answer.retryAfterSeconds ?? 1, 60) * 1_000);
    else await wait(5);
    answer = await send();
  }
  if (isRepeated && answer.status === 202) await send();
  return answer;
}

/** Broken off, our failure, another request with this key under way, or too fast: but no refusal. */
function tellsNothing({ status, text }: Answer): boolean {
  if (status === 429) return !text.includes('quota_exceeded');
  return status === 0 || status >= 500 || (status === 409 && text.includes('idempotency'));
}

function randomOrders(
  clock: VirtualClock,
  { tenants, tasks, seed }: { tenants: readonly Tenant[]; tasks: number; seed: number },
): Order[] {
  const random = randomOf(seed, 'orders');
  const below = (most: number) => Math.floor(random() * most);
  const isLikely = (probability: number) => random() < probability;
  const behaviours = ['ok', 'ok', 'ok', 'ok', 'slow', 'slow', 'flaky', 'broken'];
  return Array.from({ length: tasks }, (_, number) => {
    const tenant = tenants[number < 3 * tenants.length ? number % tenants.length : below(tenants.length)];
    if (!tenant) throw new Error('There is no tenant.');
    const options = {
      ...(isLikely(0.15) && { startAt: new Date(clock.now() + 10_000 + below(300_000)).toISOString() }),
      ...(isLikely(0.1) && { expiresInSeconds: 10 + below(120) }),
      ...(isLikely(0.2) && { priority: below(21) - 10 }),
      ...(isLikely(0.08) && { singletonKey: `single-${below(3)}` }),
    };
    const debounce = { key: `debounced-${below(2)}`, seconds: 1 + below(60) };
    const isBatch = isLikely(0.06);
    const url = () => `http://127.0.0.1/${behaviours[below(behaviours.length)]}/${number}/${below(1_000)}`;
    const what = isBatch ? { urls: Array.from({ length: 1 + below(4) }, url) } : { url: url() };
    return {
      ...{ tenant, number, isCancelled: isLikely(0.05), isRepeated: isLikely(0.05) },
      path: isBatch ? '/v1/guardian/batches' : '/v1/guardian/tests',
      body: {
        projectId: tenant.projectId,
        ...what,
        options: isLikely(0.06) ? { debounce } : options,
      },
    };
  });
}
