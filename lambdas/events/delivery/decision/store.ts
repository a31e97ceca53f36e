import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import * as z from 'zod';
import type { Table } from '../../../../shared/dynamo.ts';
import { tryTransact, type Write } from '../../../../shared/dynamo-transaction.ts';
import type { Endpoint } from '../../endpoint/endpoint.ts';
import { endpointKey } from '../../endpoint/store.ts';
import { Line } from '../line/line.ts';
import { deliveryKey, dueIndex } from '../store.ts';
import { type Decision, FeedText } from './decision.ts';

type TableWrite = Write & { readonly table: Table };

const lineKey = (orgId: string, endpointId: string, hash: string) => ({
  pk: `ORG#${orgId}`,
  sk: `LINE#${endpointId}#${hash}`,
});
const position = (seq: number) => String(seq).padStart(12, '0');
export const feedTextKey = (orgId: string, seq: number) => ({ pk: `ORG#${orgId}`, sk: `EVENT#${position(seq)}` });

const Through = z.object({ sequence: z.int(), isPassed: z.boolean().optional() });

export interface DecisionStore {
  /** Up to `limit` events of the feed after a number, in order. */
  eventsAfter(orgId: string, after: number, limit: number): Promise<FeedText[]>;
  /**
   * The last number of each of these lines that is not through. At most 100 lines. Undefined when somebody has gone on from where
   * the endpoint was read: nothing that is decided on would be written then.
   */
  blocked(
    orgId: string,
    endpoint: Endpoint,
    lines: readonly string[],
  ): Promise<ReadonlyMap<string, number> | undefined>;
  /**
   * One transaction: the numbers go on from those that `endpoint` was read with, or nothing is written. False then: another one was
   * faster, the endpoint is gone or disabled, or a delivery that was to be waited for is through by now.
   */
  write(orgId: string, endpoint: Endpoint, decision: Decision, cursor: number): Promise<boolean>;
}

export function createDecisionStore(dynamo: Pick<DynamoDBClient, 'send'>, table: Table): DecisionStore {
  return {
    eventsAfter: (orgId, after, limit) =>
      table.query(FeedText, {
        pk: `ORG#${orgId}`,
        skBetween: [feedTextKey(orgId, after + 1).sk, feedTextKey(orgId, 999_999_999_999).sk],
        limit,
      }),
    async blocked(orgId, { id, sequence }, lines) {
      if (lines.length === 0) return new Map();
      const keys = [...new Set(lines)].map((hash) => lineKey(orgId, id, hash));
      const known = await table.getMany(Line, keys);
      if (known.length === 0) return new Map();
      if (known.some(({ tail }) => tail > sequence)) return undefined;
      const tails = await table.getMany(
        Through,
        known.map(({ tail }) => deliveryKey(orgId, id, tail)),
      );
      // A tail that has expired holds nobody up.
      const open = new Set(tails.filter(({ isPassed }) => !isPassed).map(({ sequence }) => sequence));
      return new Map(known.filter(({ tail }) => open.has(tail)).map(({ hash, tail }) => [hash, tail]));
    },
    write: (orgId, endpoint, decision, cursor) =>
      tryTransact(dynamo, [
        advanced(table, orgId, endpoint, decision, cursor),
        ...decision.deliveries.map((delivery): TableWrite => {
          const { endpointId, sequence, dueAt } = delivery;
          const put = { ...deliveryKey(orgId, endpointId, sequence), ...delivery, ...(dueAt && dueIndex(dueAt)) };
          return { table, put, condition: { when: 'attribute_not_exists(pk)' } };
        }),
        ...decision.links.map(({ sequence, next }) => linked(table, orgId, endpoint.id, sequence, next)),
        ...decision.lines.map((line): TableWrite => {
          const put = { ...lineKey(orgId, endpoint.id, line.hash), ...line, ttl: lastOf(decision) };
          return { table, put };
        }),
      ]),
  };
}

/** The whole order of an endpoint hangs on this one item: whoever decides must have seen the last number and the cursor. */
function advanced(table: Table, orgId: string, endpoint: Endpoint, { head, deliveries }: Decision, cursor: number) {
  const sequence = endpoint.sequence + deliveries.length;
  const isNew = deliveries.length > 0;
  return {
    ...{ table, update: endpointKey(orgId, endpoint.id) },
    change: { set: { cursor, ...(isNew && { sequence, head }) } },
    condition: {
      when: '#enabled = :true AND #cursor = :cursor AND #sequence = :sequence',
      values: { ':true': true, ':cursor': endpoint.cursor, ':sequence': endpoint.sequence },
    },
  };
}

/** Fails when the line has gone past it, so that nobody waits for what is through. */
function linked(table: Table, orgId: string, endpointId: string, sequence: number, next: number): TableWrite {
  return {
    ...{ table, update: deliveryKey(orgId, endpointId, sequence), change: { set: { next } } },
    condition: { when: 'attribute_exists(pk) AND attribute_not_exists(#isPassed)' },
  };
}

const lastOf = ({ deliveries }: Decision) => Math.max(...deliveries.map(({ ttl }) => ttl));
