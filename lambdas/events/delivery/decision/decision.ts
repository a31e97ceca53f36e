import * as z from 'zod';
import { CloudEvent } from '../../../../shared/cloud-event.ts';
import type { Endpoint } from '../../endpoint/endpoint.ts';
import { orderingKeyOf } from '../../endpoint/ordering-key.ts';
import { nextReceipt } from '../../receipt/next-receipt.ts';
import type { ReceiptKey } from '../../receipt/receipt-key.ts';
import type { Delivery } from '../delivery.ts';
import { type Line, lineOf } from '../line/line.ts';

/** An event as the feed has it. `text` is the body of its deliveries, byte by byte, whatever a later release makes of the schema. */
export const FeedText = z
  .object({ seq: z.int().min(1), event: z.string(), ttl: z.int() })
  .transform(({ seq, event: text, ttl }) => ({ seq, text, ttl, event: CloudEvent.parse(JSON.parse(text)) }));
export type FeedText = z.infer<typeof FeedText>;

/** As many as fit into one transaction of 100 items: a delivery, its line and the one before it there are three. */
export const mostDecided = 25;

export interface Decision {
  readonly deliveries: readonly Delivery[];
  /** The hash of the last receipt. */
  readonly head: string | undefined;
  /** Deliveries of before that get one behind them: their numbers, and that one's. */
  readonly links: readonly { readonly sequence: number; readonly next: number }[];
  readonly lines: readonly Line[];
}

/** What is to be sent to an endpoint, from the feed or made for it. */
export interface Sendable {
  readonly event: CloudEvent;
  readonly text: string;
  readonly ttl: number;
  /** Its number in the feed. */
  readonly seq?: number;
}

/** The lines that these events belong to. Empty for an endpoint without ordering. */
export function linesOf({ ordering, orderingKey }: Endpoint, events: readonly Sendable[]): string[] {
  if (ordering !== 'key' || orderingKey === undefined) return [];
  return events.flatMap(({ event }) => {
    const key = orderingKeyOf(event, orderingKey);
    return key === undefined ? [] : [lineOf(key)];
  });
}

/**
 * Numbers, receipts and places of new deliveries, which follow from what is given alone.
 * @param input.events those that the endpoint wants, at most 25, in the order in which they are to be sent
 * @param input.blocked the last number of each line that is not through yet
 */
export function decide(input: {
  readonly orgId: string;
  readonly endpoint: Endpoint;
  readonly events: readonly Sendable[];
  readonly blocked: ReadonlyMap<string, number>;
  readonly key: ReceiptKey;
  readonly now: number;
}): Decision {
  const { endpoint, events, key, now } = input;
  const createdAt = new Date(now).toISOString();
  const tails = new Map(input.blocked);
  const deliveries = new Map<number, Delivery>();
  const links: { sequence: number; next: number }[] = [];
  let head = endpoint.head;
  for (const [at, each] of events.entries()) {
    const { seq, text, event, ttl } = each;
    const sequence = endpoint.sequence + at + 1;
    const receipt = nextReceipt({
      ...{ key, endpointId: endpoint.id, sequence, previousHash: head, event, body: text, now },
    });
    head = receipt.hash;
    const [line] = linesOf(endpoint, [each]);
    const before = line === undefined ? undefined : tails.get(line);
    const behind = before === undefined ? undefined : deliveries.get(before);
    if (behind) deliveries.set(behind.sequence, { ...behind, next: sequence });
    else if (before !== undefined) links.push({ sequence: before, next: sequence });
    if (line !== undefined) tails.set(line, sequence);
    deliveries.set(sequence, {
      ...{
        orgId: input.orgId,
        endpointId: endpoint.id,
        sequence,
        ...(seq === undefined ? { body: text } : { position: seq }),
      },
      ...{ eventId: event.id, eventType: event.type, ...(event.projectid && { projectId: event.projectid }) },
      ...{ status: before === undefined ? 'pending' : 'waiting', createdAt, startedAt: createdAt },
      ...{ attempt: 0, attempts: [], receipt, ttl, ...(line !== undefined && { line }) },
      ...(before === undefined && { dueAt: createdAt }),
    });
  }
  const touched = [...new Set([...deliveries.values()].flatMap(({ line }) => line ?? []))];
  const lines = touched.map((hash) => ({ hash, tail: tails.get(hash) ?? 0 }));
  return { deliveries: [...deliveries.values()], head, links, lines };
}
