import { AppError } from '../../../shared/errors.ts';
import type { Endpoint } from '../endpoint/endpoint.ts';
import { createEndpointReader } from '../endpoint/store.ts';
import type { DeliverOne } from '../endpoint/test-endpoint.ts';
import { deriveReceiptKey } from '../receipt/receipt-key.ts';
import { decide } from './decision/decision.ts';
import { createDecisionStore } from './decision/store.ts';
import { deliveryId } from './delivery.ts';
import type { DecideDeps } from './deps.ts';
import { announce } from './pump.ts';

/** Pumps that give numbers to the same endpoint meanwhile. */
const tries = 20;
const keptMs = 7 * 24 * 3_600_000;

/**
 * Gives an event that is in no feed to one endpoint, whatever its filter and ordering; the delivery keeps the body itself.
 * @throws AppError `conflict` when the endpoint was switched off or deleted meanwhile, `unavailable`
 */
export function createDeliverOne(deps: DecideDeps): DeliverOne {
  return async (orgId, first, event) => {
    const { read } = createEndpointReader(deps.table);
    const decisions = createDecisionStore(deps.dynamo, deps.table);
    const key = deriveReceiptKey(await deps.loadSecret());
    let endpoint: Endpoint | undefined = first;
    for (let tried = 0; tried < tries; tried += 1) {
      if (!endpoint?.enabled) throw new AppError('conflict', 'The endpoint is switched off. Enable it first.');
      const now = deps.now();
      const events = [{ event, text: JSON.stringify(event), ttl: Math.floor((now + keptMs) / 1_000) }];
      const unordered: Endpoint = { ...endpoint, ordering: 'none' };
      const decision = decide({ orgId, endpoint: unordered, events, blocked: new Map(), key, now });
      const [delivery] = decision.deliveries;
      if (delivery && (await decisions.write(orgId, endpoint, decision, endpoint.cursor))) {
        await announce(deps, decision.deliveries);
        return deliveryId(delivery);
      }
      endpoint = await read(orgId, endpoint.id);
    }
    throw new AppError('unavailable', 'The endpoint is busy. Try again.');
  };
}
