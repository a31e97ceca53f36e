import * as z from 'zod';
import type { Delivery } from '../delivery.ts';

/** Which delivery is due. `position` is that of its event, so that both are read at once. */
export const DeliveryMessage = z.object({
  orgId: z.string().min(1),
  endpointId: z.string().min(1),
  sequence: z.int().min(1),
  position: z.int().min(1).optional(),
});
export type DeliveryMessage = z.infer<typeof DeliveryMessage>;

export interface Due {
  readonly message: DeliveryMessage;
  readonly delaySeconds?: number;
}

/** Has deliveries attempted. The message group is the endpoint, so that a slow one delays no other. */
export type SendDue = (due: readonly Due[]) => Promise<void>;

/** What SQS can hold a message back for; what is due later is sent by the sweeper. */
export const longestDelayMs = 900_000;

export function messageOf({ orgId, endpointId, sequence, position }: DeliveryMessage | Delivery): DeliveryMessage {
  return { orgId, endpointId, sequence, ...(position !== undefined && { position }) };
}

/** The message for a delivery that is due at a time; none when that is too far away for the queue. */
export function dueAt(delivery: DeliveryMessage, ms: number, now: number): Due[] {
  if (ms - now > longestDelayMs) return [];
  return [{ message: messageOf(delivery), delaySeconds: Math.max(0, Math.ceil((ms - now) / 1_000)) }];
}
