import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { isConditionFailed, type Table } from '../../../shared/dynamo.ts';
import type { Condition, Update } from '../../../shared/dynamo-expression.ts';
import { attempt, tryTransact, type Write } from '../../../shared/dynamo-transaction.ts';
import { type Attempt, Delivery, type DeliveryStatus, leaseMs, newOwner } from './delivery.ts';
import { duePartition } from './due/due.ts';
import { longestDelayMs } from './queue/queue.ts';

type TableWrite = Write & { readonly table: Table };

const sequenceText = (sequence: number) => String(sequence).padStart(12, '0');
export const prefixOf = (endpointId: string) => `DELIVERY#${endpointId}#`;
export const deliveryKey = (orgId: string, endpointId: string, sequence: number) => ({
  pk: `ORG#${orgId}`,
  sk: `${prefixOf(endpointId)}${sequenceText(sequence)}`,
});
export const keyOf = ({ orgId, endpointId, sequence }: Delivery) => deliveryKey(orgId, endpointId, sequence);

/** How long a message may take before the sweeper takes it for lost. */
const patienceMs = 60_000;

const iso = (ms: number) => new Date(ms).toISOString();

/** What is due within the reach of the queue has a message of its own, which gets time to arrive. */
export function dueIndex(dueAt: string, isFar = false) {
  return { gsi1pk: duePartition, gsi1sk: isFar ? dueAt : iso(Date.parse(dueAt) + patienceMs) };
}

/** What has become of a delivery for good. */
export interface End {
  readonly status: Exclude<DeliveryStatus, 'waiting' | 'pending'>;
  readonly attempts: readonly Attempt[];
}

/** All DynamoDB of a delivery after its creation. Every change demands that the delivery is as it was read. */
export interface DeliveryStore {
  get(orgId: string, endpointId: string, sequence: number): Promise<Delivery | undefined>;
  /** Gives the next attempt to one worker, for the length of a lease. `alongside` is written too, or nothing is. */
  claim(delivery: Delivery, now: number, alongside?: TableWrite): Promise<Delivery | undefined>;
  /** Not yet, and no attempt is used up. */
  postpone(delivery: Delivery, until: number, now: number, slotAt?: number): Promise<Delivery | undefined>;
  retryAt(delivery: Delivery, at: number, now: number, attempts: readonly Attempt[]): Promise<Delivery | undefined>;
  /** False when the delivery has moved on; otherwise which one of its line may go now, if any. */
  end(delivery: Delivery, end: End, now: number): Promise<false | { readonly released: Delivery | undefined }>;
  /** A new series of attempts, from `at` on. */
  restart(delivery: Delivery, at: number): Promise<Delivery | undefined>;
}

export function createDeliveryStore(dynamo: Pick<DynamoDBClient, 'send'>, table: Table): DeliveryStore {
  const get: DeliveryStore['get'] = (orgId, endpointId, sequence) =>
    table.get(Delivery, deliveryKey(orgId, endpointId, sequence));
  const change = async (delivery: Delivery, update: Update, condition = unmoved(delivery)) => {
    try {
      return Delivery.parse(await table.update(keyOf(delivery), update, condition));
    } catch (error) {
      if (isConditionFailed(error)) return undefined;
      throw error;
    }
  };
  return {
    get,
    async claim(delivery, now, alongside) {
      const claimed = { owner: newOwner(), dueAt: iso(now + leaseMs), attempt: delivery.attempt + 1 };
      const update = { set: { ...claimed, ...dueIndex(claimed.dueAt, true) }, remove: ['slotAt'] };
      if (!alongside) return change(delivery, update);
      const write = { table, update: keyOf(delivery), change: update, condition: unmoved(delivery) };
      const isMine = await tryTransact(dynamo, [write, alongside]);
      return isMine ? { ...delivery, ...claimed, slotAt: undefined } : undefined;
    },
    postpone: (delivery, until, now, slotAt) =>
      change(delivery, {
        set: { dueAt: iso(until), ...indexFor(until, now), ...(slotAt !== undefined && { slotAt: iso(slotAt) }) },
        remove: ['owner', ...(slotAt === undefined ? ['slotAt'] : [])],
      }),
    retryAt: (delivery, at, now, attempts) =>
      change(delivery, { set: { attempts, dueAt: iso(at), ...indexFor(at, now) }, remove: ['owner'] }),
    async end(delivery, end, now) {
      for (let seen = delivery; ; ) {
        const ended = await tryEnd(dynamo, table, seen, end, now);
        if (ended) return { released: ended.released };
        const again = await get(seen.orgId, seen.endpointId, seen.sequence);
        // Somebody who came in behind it in its line leaves all the rest as it was.
        const isSame = again?.dueAt === seen.dueAt && again?.owner === seen.owner && again?.next !== seen.next;
        if (!again || !isSame) return false;
        seen = again;
      }
    },
    restart: (delivery, at) =>
      change(
        delivery,
        {
          set: { status: 'pending', attempt: 0, startedAt: iso(at), dueAt: iso(at), ...dueIndex(iso(at)) },
          remove: ['owner', 'slotAt', 'finishedAt'],
        },
        isAs(delivery),
      ),
  };
}

const indexFor = (at: number, now: number) => dueIndex(iso(at), at - now > longestDelayMs);

/** Every change moves the due time or the owner, so with both unchanged the delivery is unchanged but for its place in a line. */
function isAs({ status, dueAt, owner }: Delivery): Condition {
  const due = dueAt === undefined ? 'attribute_not_exists(#dueAt)' : '#dueAt = :dueAt';
  const own = owner === undefined ? 'attribute_not_exists(#owner)' : '#owner = :owner';
  return {
    when: `#status = :status AND ${due} AND ${own}`,
    values: {
      ':status': status,
      ...(dueAt !== undefined && { ':dueAt': dueAt }),
      ...(owner !== undefined && { ':owner': owner }),
    },
  };
}

/** Still to be sent, as it was read. */
export const unmoved = (delivery: Delivery) => isAs({ ...delivery, status: 'pending' });

/**
 * The end of a delivery lets the next one of its line go, in one transaction. Where that one does not wait (somebody had it
 * redelivered, or it has expired), the end stands alone.
 */
async function tryEnd(
  dynamo: Pick<DynamoDBClient, 'send'>,
  table: Table,
  delivery: Delivery,
  { status, attempts }: End,
  now: number,
): Promise<{ released: Delivery | undefined } | undefined> {
  const { when, values } = unmoved(delivery);
  const { next } = delivery;
  const sameNext = next === undefined ? 'attribute_not_exists(#next)' : '#next = :next';
  const own: TableWrite = {
    ...{ table, update: keyOf(delivery) },
    change: {
      set: { status, attempts, finishedAt: iso(now), ...(delivery.line !== undefined && { isPassed: true }) },
      remove: ['dueAt', 'owner', 'slotAt', 'gsi1pk', 'gsi1sk'],
    },
    condition: {
      when: `${when} AND ${sameNext}`,
      values: { ...values, ...(next !== undefined && { ':next': next }) },
    },
  };
  if (next === undefined || delivery.isPassed) {
    return (await succeeds(table, own)) ? { released: undefined } : undefined;
  }
  const key = deliveryKey(delivery.orgId, delivery.endpointId, next);
  const release: TableWrite = {
    ...{ table, update: key, change: { set: { status: 'pending', dueAt: iso(now), ...dueIndex(iso(now)) } } },
    condition: { when: '#status = :waiting', values: { ':waiting': 'waiting' } },
  };
  const failed = await attempt(dynamo, { own, release });
  if (failed.has('own')) return undefined;
  if (failed.has('release')) return (await succeeds(table, own)) ? { released: undefined } : undefined;
  const released = await table.get(Delivery, key);
  return { released };
}

/** One write alone is cheaper than a transaction of one. */
async function succeeds(table: Table, write: TableWrite): Promise<boolean> {
  if (!('update' in write)) throw new Error('An update was expected.');
  try {
    await table.update(write.update, write.change, write.condition);
    return true;
  } catch (error) {
    if (isConditionFailed(error)) return false;
    throw error;
  }
}
