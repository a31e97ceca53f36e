import { isConditionFailed, type Table } from '../../../../shared/dynamo.ts';
import type { Condition } from '../../../../shared/dynamo-expression.ts';
import type { Write } from '../../../../shared/dynamo-transaction.ts';
import { type Breaker, Endpoint } from '../../endpoint/endpoint.ts';
import { endpointKey } from '../../endpoint/store.ts';
import { probing } from './breaker.ts';

/** More attempts than end at the same time for one endpoint before its breaker opens. */
const tries = 10;

export interface BreakerStore {
  /**
   * Changes the breaker by what it is at that moment. Undefined from `change`: nothing to change.
   * @returns the breaker that was written; undefined when nothing was, or the endpoint is gone or disabled
   */
  update(
    orgId: string,
    seen: Endpoint,
    change: (breaker: Breaker) => Breaker | undefined,
  ): Promise<Breaker | undefined>;
}

export function createBreakerStore(table: Table): BreakerStore {
  return {
    async update(orgId, seen, change) {
      let endpoint: Endpoint | undefined = seen;
      for (let tried = 0; endpoint?.enabled && tried < tries; tried += 1) {
        const breaker = change(endpoint.breaker);
        if (!breaker) return undefined;
        try {
          await table.update(endpointKey(orgId, seen.id), { set: { breaker } }, unmoved(endpoint.breaker));
          return breaker;
        } catch (error) {
          if (!isConditionFailed(error)) throw error;
          endpoint = await table.get(Endpoint, endpointKey(orgId, seen.id));
        }
      }
      return undefined;
    },
  };
}

/** Part of a transaction: whoever writes it makes the one attempt that the breaker lets through. */
export function probeTaken(
  table: Table,
  orgId: string,
  { id, breaker }: Endpoint,
  now: number,
): Write & { table: Table } {
  const change = { set: { breaker: probing(breaker, now) } };
  return { table, update: endpointKey(orgId, id), change, condition: unmoved(breaker) };
}

function unmoved({ state, failures, openUntil }: Breaker): Condition {
  const until =
    openUntil === undefined ? 'attribute_not_exists(#breaker.#openUntil)' : '#breaker.#openUntil = :openUntil';
  return {
    when: `#enabled = :true AND #breaker.#state = :state AND #breaker.#failures = :failures AND ${until}`,
    values: {
      ':true': true,
      ':state': state,
      ':failures': failures,
      ...(openUntil !== undefined && { ':openUntil': openUntil }),
    },
  };
}
