import type { Table } from '../../../../shared/dynamo.ts';
import type { Condition } from '../../../../shared/dynamo-expression.ts';
import { Delivery } from '../delivery.ts';
import { deliveryKey, prefixOf } from '../store.ts';

export interface HistoryQuery {
  readonly limit: number;
  /** Only numbers below this one. */
  readonly before?: number;
  readonly filter?: Condition;
}

/** The deliveries of an endpoint in a row, for people and for `recover`. */
export interface HistoryStore {
  /** The newest first. */
  newest(orgId: string, endpointId: string, query: HistoryQuery): Promise<Delivery[]>;
  /** In order, after a number. */
  since(orgId: string, endpointId: string, sequence: number, limit: number): Promise<Delivery[]>;
}

const beyond = 1e12;

export function createHistoryStore(table: Table): HistoryStore {
  return {
    newest: (orgId, endpointId, { limit, before = beyond, filter }) =>
      table.query(Delivery, {
        pk: `ORG#${orgId}`,
        skBetween: [prefixOf(endpointId), deliveryKey(orgId, endpointId, before - 1).sk],
        ...{ limit, isDescending: true, ...(filter && { filter }) },
      }),
    since: (orgId, endpointId, sequence, limit) =>
      table.query(Delivery, {
        pk: `ORG#${orgId}`,
        skBetween: [deliveryKey(orgId, endpointId, sequence + 1).sk, deliveryKey(orgId, endpointId, beyond - 1).sk],
        limit,
      }),
  };
}
