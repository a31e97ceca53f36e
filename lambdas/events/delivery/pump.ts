import type { Endpoint } from '../endpoint/endpoint.ts';
import { createFilter } from '../endpoint/filter.ts';
import { createEndpointReader } from '../endpoint/store.ts';
import type { Pump } from '../pump/pump.ts';
import { deriveReceiptKey, type ReceiptKey } from '../receipt/receipt-key.ts';
import { decide, type FeedText, linesOf, mostDecided } from './decision/decision.ts';
import { createDecisionStore, type DecisionStore } from './decision/store.ts';
import type { Delivery } from './delivery.ts';
import type { DecideDeps } from './deps.ts';
import { dueAt } from './queue/queue.ts';
import { leaveToSweeper } from './send-due.ts';

interface Call {
  readonly deps: DecideDeps & { readonly pump: Pump };
  /** `until`: when to stop, in milliseconds since the epoch; another message goes on. */
  readonly input: { readonly orgId: string; readonly until: number };
}

/** What one run of the pump shares among the endpoints, most of which are at the same place of the feed. */
interface Run {
  readonly decisions: DecisionStore;
  readonly key: ReceiptKey;
  readonly page: (after: number) => Promise<FeedText[]>;
  readonly read: (id: string) => Promise<Endpoint | undefined>;
}

/**
 * Brings every enabled endpoint of an organization to the end of its feed. Any number of pumps may do that at once: each step is one
 * transaction that goes on from where the endpoint is, so an event gets one number per endpoint and no number is left out. An
 * endpoint that fails holds no other one up.
 * @throws AggregateError when endpoints failed, after all others are done
 */
export async function pumpFeed({ deps, input }: Call): Promise<{ decided: number }> {
  const { orgId } = input;
  const reader = createEndpointReader(deps.table);
  const endpoints = (await reader.all(orgId)).filter(({ enabled }) => enabled);
  if (endpoints.length === 0) return { decided: 0 };
  const decisions = createDecisionStore(deps.dynamo, deps.table);
  const pages = new Map<number, Promise<FeedText[]>>();
  const run: Run = {
    decisions,
    key: deriveReceiptKey(await deps.loadSecret()),
    read: (id) => reader.read(orgId, id),
    page(after) {
      const page = pages.get(after) ?? decisions.eventsAfter(orgId, after, mostDecided);
      pages.set(after, page);
      return page;
    },
  };
  const outcomes = await Promise.allSettled(endpoints.map((endpoint) => bringToEnd(deps, input, run, endpoint)));
  const failures = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : []));
  if (failures.length > 0) throw new AggregateError(failures, `${failures.length} endpoints could not be served.`);
  const done = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
  if (done.some(({ isAtEnd }) => !isAtEnd)) await deps.pump(orgId);
  return { decided: done.reduce((sum, { decided }) => sum + decided, 0) };
}

async function bringToEnd(deps: DecideDeps, { orgId, until }: Call['input'], run: Run, first: Endpoint) {
  let endpoint: Endpoint | undefined = first;
  let decided = 0;
  while (endpoint?.enabled) {
    const page = await run.page(endpoint.cursor);
    const last = page.at(-1);
    if (!last) break;
    const deliveries = await step(deps, orgId, run, { endpoint, page, cursor: last.seq });
    decided += deliveries?.length ?? 0;
    // A page that is not full was the end; whoever appends to the feed sends a message of its own.
    if (deliveries && page.length < mostDecided) break;
    if (deps.now() >= until) return { decided, isAtEnd: false };
    endpoint = await run.read(endpoint.id);
  }
  return { decided, isAtEnd: true };
}

interface Step {
  readonly endpoint: Endpoint;
  readonly page: readonly FeedText[];
  readonly cursor: number;
}

/** Undefined when another pump was faster; nothing is written then. */
async function step(deps: DecideDeps, orgId: string, run: Run, { endpoint, page, cursor }: Step) {
  const wants = createFilter(endpoint);
  const events = page.filter(({ event }) => wants(event));
  const blocked = await run.decisions.blocked(orgId, endpoint, linesOf(endpoint, events));
  if (!blocked) return undefined;
  const now = deps.now();
  const decision = decide({ orgId, endpoint, events, blocked, key: run.key, now });
  if (!(await run.decisions.write(orgId, endpoint, decision, cursor))) return undefined;
  await announce(deps, decision.deliveries);
  return decision.deliveries;
}

/** Tells the workers of new deliveries that wait for nobody. */
export async function announce(deps: DecideDeps, deliveries: readonly Delivery[]): Promise<void> {
  const now = deps.now();
  const pending = deliveries.filter(({ status }) => status === 'pending');
  await leaveToSweeper(
    deps,
    pending.flatMap((delivery) => dueAt(delivery, now, now)),
  );
}
