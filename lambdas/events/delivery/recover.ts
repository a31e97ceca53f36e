import type { Context } from '../../../shared/context.ts';
import type { Table } from '../../../shared/dynamo.ts';
import { AppError, found } from '../../../shared/errors.ts';
import type { Endpoint } from '../endpoint/endpoint.ts';
import { createFilter } from '../endpoint/filter.ts';
import { createEndpointReader, createEndpointStore } from '../endpoint/store.ts';
import { deriveReceiptKey, type ReceiptKey } from '../receipt/receipt-key.ts';
import { decide, linesOf, mostDecided } from './decision/decision.ts';
import { createDecisionStore, type DecisionStore } from './decision/store.ts';
import type { Delivery } from './delivery.ts';
import type { DecideDeps } from './deps.ts';
import { createHistoryStore, type HistoryStore } from './history/store.ts';
import { announce } from './pump.ts';
import { createDeliveryStore, type DeliveryStore } from './store.ts';

/** What one request brings back at most, so that it ends in time. */
const mostRecovered = 1_000;
const pageSize = 100;
/** An event is in the feed a little after its time, and not always in the order of times. */
const slackMs = 15 * 60_000;

interface Call {
  readonly ctx: Context;
  readonly deps: DecideDeps & { readonly projects: Table };
  readonly input: {
    readonly id: string;
    readonly since: string;
    readonly until?: string | undefined;
    readonly onlyFailed: boolean;
  };
}

interface Work {
  readonly orgId: string;
  readonly since: number;
  readonly until: number;
  readonly deliveries: DeliveryStore;
  readonly history: HistoryStore;
  readonly decisions: DecisionStore;
  /** The feed's numbers of events that this endpoint has a delivery of; grows. */
  readonly sent: Set<number>;
}

/**
 * Sends again what failed or was discarded since a time, and for the first time what the endpoint never got. Both may run at the
 * same time any number of times: what is under way is not failed, and new numbers are given only by who knows all given ones.
 * @throws AppError `not_found`; `conflict` for an endpoint that is switched off
 */
export async function recover(call: Call): Promise<{ deliveries: number; hasMore: boolean }> {
  const { ctx, deps, input } = call;
  const endpoint = found(await createEndpointStore(deps.table, deps.projects).get(ctx, input.id), 'webhook endpoint');
  if (!endpoint.enabled) throw new AppError('conflict', 'The endpoint is switched off. Enable it first.');
  const work: Work = {
    orgId: ctx.orgId,
    since: Date.parse(input.since),
    until: input.until === undefined ? ctx.now : Date.parse(input.until),
    deliveries: createDeliveryStore(deps.dynamo, deps.table),
    history: createHistoryStore(deps.table),
    decisions: createDecisionStore(deps.dynamo, deps.table),
    sent: new Set(),
  };
  const again = await restartFailed(deps, work, endpoint);
  const isFull = again >= mostRecovered;
  if (isFull || input.onlyFailed) return { deliveries: again, hasMore: isFull };
  const missed = await sendMissed(deps, work, endpoint, mostRecovered - again);
  return { deliveries: again + missed, hasMore: again + missed >= mostRecovered };
}

/** From the newest back to `since`, which is in the order of creation. Learns on the way what was sent at all. */
async function restartFailed(deps: DecideDeps, work: Work, { id }: Endpoint): Promise<number> {
  let restarted = 0;
  for (let before: number | undefined; ; ) {
    const query = { limit: pageSize, ...(before !== undefined && { before }) };
    const page = await work.history.newest(work.orgId, id, query);
    const young = page.filter(({ createdAt }) => Date.parse(createdAt) >= work.since);
    for (const { position } of young) if (position !== undefined) work.sent.add(position);
    const lost = young.filter(
      ({ status, createdAt }) => (status === 'failed' || status === 'discarded') && Date.parse(createdAt) <= work.until,
    );
    restarted += await restart(deps, work, lost.slice(0, mostRecovered - restarted));
    before = page.at(-1)?.sequence;
    if (young.length < pageSize || restarted >= mostRecovered) return restarted;
  }
}

async function restart(deps: DecideDeps, { deliveries }: Work, lost: readonly Delivery[]): Promise<number> {
  const now = deps.now();
  const restarted = await Promise.all(lost.map((delivery) => deliveries.restart(delivery, now)));
  const due = restarted.filter((delivery) => delivery !== undefined);
  await announce(deps, due);
  return due.length;
}

/** What is behind the cursor is the pump's; here is only what it has passed. */
async function sendMissed(deps: DecideDeps, work: Work, first: Endpoint, most: number): Promise<number> {
  const key = deriveReceiptKey(await deps.loadSecret());
  const reader = createEndpointReader(deps.table);
  let after = await startOf(work, first.cursor);
  let endpoint = first;
  let decided = 0;
  while (decided < most) {
    const page = await work.decisions.eventsAfter(work.orgId, after, mostDecided);
    const passed = page.filter(({ seq }) => seq <= first.cursor);
    const deliveries = await step(deps, work, { endpoint, key, page: passed });
    decided += deliveries?.length ?? 0;
    const isLast = page.length < mostDecided || page.some(({ seq }) => seq >= first.cursor);
    if (deliveries && isLast) break;
    if (deliveries) after = page.at(-1)?.seq ?? after;
    if (deliveries?.length === 0) continue;
    const seen = endpoint.sequence;
    const now = await reader.read(work.orgId, endpoint.id);
    if (!now?.enabled) break;
    endpoint = now;
    await learn(work, endpoint.id, seen, endpoint.sequence);
  }
  return decided;
}

async function step(
  deps: DecideDeps,
  { orgId, since, until, decisions, sent }: Work,
  {
    endpoint,
    key,
    page,
  }: { endpoint: Endpoint; key: ReceiptKey; page: Awaited<ReturnType<DecisionStore['eventsAfter']>> },
): Promise<readonly Delivery[] | undefined> {
  const wants = createFilter(endpoint);
  const events = page.filter(({ seq, event }) => {
    const time = Date.parse(event.time);
    return time >= since && time <= until && !sent.has(seq) && wants(event);
  });
  if (events.length === 0) return [];
  const blocked = await decisions.blocked(orgId, endpoint, linesOf(endpoint, events));
  if (!blocked) return undefined;
  const decision = decide({ orgId, endpoint, events, blocked, key, now: deps.now() });
  if (!(await decisions.write(orgId, endpoint, decision, endpoint.cursor))) return undefined;
  await announce(deps, decision.deliveries);
  return decision.deliveries;
}

/** The numbers that were given since the endpoint was read, by this or by anybody else. */
async function learn({ history, orgId, sent }: Work, endpointId: string, from: number, to: number): Promise<void> {
  for (let after = from; after < to; ) {
    const page = await history.since(orgId, endpointId, after, pageSize);
    for (const { position } of page) if (position !== undefined) sent.add(position);
    after = page.at(-1)?.sequence ?? to;
  }
}

/** The last number of the feed that is certainly from before `since`, by halves. */
async function startOf({ decisions, orgId, since }: Work, cursor: number): Promise<number> {
  let low = 0;
  let high = cursor;
  while (high - low > mostDecided) {
    const middle = Math.floor((low + high) / 2);
    const [next] = await decisions.eventsAfter(orgId, middle, 1);
    if (!next || next.seq > high || Date.parse(next.event.time) >= since - slackMs) high = middle;
    else low = next.seq;
  }
  return low;
}
