import * as z from 'zod';
import type { Table } from '../../../../shared/dynamo.ts';
import { Endpoint } from '../../endpoint/endpoint.ts';
import { endpointKey } from '../../endpoint/store.ts';
import { feedTextKey } from '../decision/store.ts';
import { Delivery } from '../delivery.ts';
import { Pace } from '../pace/pace.ts';
import { paceKey } from '../pace/store.ts';
import type { DeliveryMessage } from '../queue/queue.ts';
import { deliveryKey } from '../store.ts';

/** All that an attempt needs to know; what is not there is undefined. */
export interface Opened {
  readonly delivery: Delivery | undefined;
  readonly endpoint: Endpoint | undefined;
  readonly pace: Pace | undefined;
  /** The body, as the feed or the delivery itself has it; gone when the event has expired. */
  readonly body: string | undefined;
}

const Some = z.looseObject({ sk: z.string() });
const Text = z.object({ event: z.string() });

/** One read for all of it. */
export async function openDelivery(table: Table, message: DeliveryMessage): Promise<Opened> {
  const { orgId, endpointId, sequence, position } = message;
  const keys = {
    delivery: deliveryKey(orgId, endpointId, sequence),
    endpoint: endpointKey(orgId, endpointId),
    pace: paceKey(orgId, endpointId),
    ...(position !== undefined && { event: feedTextKey(orgId, position) }),
  };
  const items = new Map((await table.getMany(Some, Object.values(keys))).map((item) => [item.sk, item]));
  const read = <Schema extends z.ZodType>(schema: Schema, key: { sk: string } | undefined) => {
    const item = key && items.get(key.sk);
    return item === undefined ? undefined : schema.parse(item);
  };
  const delivery = read(Delivery, keys.delivery);
  return {
    ...{ delivery, endpoint: read(Endpoint, keys.endpoint), pace: read(Pace, keys.pace) },
    body: delivery?.body ?? read(Text, keys.event)?.event,
  };
}

/** Undefined when the event has expired. */
export async function readBody(table: Table, { orgId, position, body }: Delivery): Promise<string | undefined> {
  if (position === undefined) return body;
  return (await table.get(Text, feedTextKey(orgId, position)))?.event;
}
