import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { idPrefixes } from '../../../shared/id.ts';
import { Receipt } from '../../../shared/receipt.ts';
import { EndpointId } from '../endpoint/endpoint.ts';

/**
 * `waiting`: for an earlier one with the same ordering key. `pending`: to be sent, now or again. The others are final:
 * `delivered`; `failed`, after the last retry; `discarded`, because its endpoint was switched off or deleted.
 */
export const DeliveryStatus = z.enum(['waiting', 'pending', 'delivered', 'failed', 'discarded']);
export type DeliveryStatus = z.infer<typeof DeliveryStatus>;

const prefix = 'dlv_';
export const DeliveryId = z.string().regex(/^dlv_[0-9a-hjkmnp-tv-z]{26}-[1-9]\d{0,11}$/, 'Not a webhook delivery id');

/** The id holds the endpoint and the number, so it leads to the item without an index. */
export function deliveryId({ endpointId, sequence }: Pick<Delivery, 'endpointId' | 'sequence'>): string {
  return `${prefix}${endpointId.slice(idPrefixes.webhookEndpoint.length + 1)}-${sequence}`;
}

export function deliveryNamed(id: string): Pick<Delivery, 'endpointId' | 'sequence'> {
  const [endpoint = '', sequence = ''] = id.slice(prefix.length).split('-');
  return { endpointId: `${idPrefixes.webhookEndpoint}_${endpoint}`, sequence: Number(sequence) };
}

export const Attempt = z
  .object({
    at: z.iso.datetime(),
    latencyMs: z.number().int().describe('From the look-up of the host to the end of the reply.'),
    status: z.number().int().optional().describe('Of the reply; absent where none came.'),
    error: z
      .object({ code: z.string(), detail: z.string() })
      .optional()
      .describe('Why it does not count as delivered.'),
    requestHeaders: z.record(z.string(), z.string()).describe('All but the signatures.'),
    replyExcerpt: z.string().optional().describe('The beginning of the reply, without control characters.'),
  })
  .meta({ id: 'WebhookAttempt' });
export type Attempt = z.infer<typeof Attempt>;

/** A delivery as it is stored: the decision to send one event to one endpoint, and what became of it. */
export const Delivery = z.object({
  orgId: z.string(),
  endpointId: EndpointId,
  /** 1, 2, 3 … of its endpoint. */
  sequence: z.int().min(1),
  /** The number of the event in the feed, which has the body. */
  position: z.int().min(1).optional(),
  /** Of an event that is in no feed, the body itself. */
  body: z.string().optional(),
  eventId: z.string(),
  eventType: z.string(),
  projectId: z.string().optional(),
  status: DeliveryStatus,
  createdAt: z.iso.datetime(),
  /** When its retries began to count: at its creation, or at its last redelivery. */
  startedAt: z.iso.datetime(),
  finishedAt: z.iso.datetime().optional(),
  /** Attempts since `startedAt`. */
  attempt: z.int(),
  /** The last ones, of all times. */
  attempts: z.array(Attempt),
  /** When the next attempt may begin; while one runs, when it is taken for dead. Absent when nothing is to be done. */
  dueAt: z.iso.datetime().optional(),
  /** Whose attempt runs, or was cut off. */
  owner: z.string().optional(),
  /** The time that the rate limit of the endpoint has reserved for it. */
  slotAt: z.iso.datetime().optional(),
  /** The line of its ordering key; the number behind it there; and whether that one may go. */
  line: z.string().optional(),
  next: z.int().optional(),
  isPassed: z.boolean().optional(),
  receipt: Receipt,
  /** Seconds since the epoch: as long as its event. */
  ttl: z.int(),
});
export type Delivery = z.infer<typeof Delivery>;

/** A running attempt is over by then: longer than the longest that it may take, shorter than anybody waits for a retry. */
export const leaseMs = 30_000;
/** Queues deliver by the second, clocks differ by less. */
const earlyMs = 1_000;
/** As many as a full series and a few redeliveries. */
const keptAttempts = 25;

export const isFinal = (status: DeliveryStatus) => status !== 'waiting' && status !== 'pending';

/** While an attempt runs its due time is in the future, so it is not due either. */
export function isDue({ status, dueAt }: Delivery, now: number): boolean {
  return status === 'pending' && dueAt !== undefined && Date.parse(dueAt) <= now + earlyMs;
}

export function isRunning({ owner, dueAt }: Delivery, now: number): boolean {
  return owner !== undefined && dueAt !== undefined && Date.parse(dueAt) > now;
}

export function withAttempt({ attempts }: Delivery, attempt: Attempt): Attempt[] {
  return [...attempts, attempt].slice(-keptAttempts);
}

export const newOwner = (): string => randomUUID();

/** A delivery as clients see it. */
export const DeliveryView = z
  .object({
    id: DeliveryId,
    endpointId: EndpointId,
    sequence: z.int().describe('1, 2, 3 … of the endpoint, without a gap; also in the header `odavl-sequence`.'),
    eventId: z.string(),
    eventType: z.string(),
    projectId: z.string().optional(),
    status: DeliveryStatus,
    createdAt: z.iso.datetime(),
    finishedAt: z.iso.datetime().optional(),
    nextAttemptAt: z.iso.datetime().optional(),
    isRunning: z.boolean().describe('An attempt is under way.'),
    attempts: z.array(Attempt).describe('The last 25, the newest last.'),
    receipt: Receipt,
  })
  .meta({ id: 'WebhookDelivery' });
export type DeliveryView = z.infer<typeof DeliveryView>;

export function deliveryView(delivery: Delivery, now: number): DeliveryView {
  const running = isRunning(delivery, now);
  const isNext = delivery.status === 'pending' && !running && delivery.dueAt !== undefined;
  const { endpointId, sequence, eventId, eventType, projectId, status, createdAt, finishedAt } = delivery;
  return {
    ...{ id: deliveryId(delivery), endpointId, sequence, eventId, eventType, projectId, status, createdAt, finishedAt },
    ...(isNext && { nextAttemptAt: delivery.dueAt }),
    ...{ isRunning: running, attempts: delivery.attempts, receipt: delivery.receipt },
  };
}
