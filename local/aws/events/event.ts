import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { account } from '../service.ts';

/** The envelope of every event (https://docs.aws.amazon.com/eventbridge/latest/ref/overiew-event-structure.html). */
export const BusEvent = z.object({
  version: z.literal('0'),
  id: z.string(),
  'detail-type': z.string(),
  source: z.string(),
  account: z.string(),
  time: z.string(),
  region: z.string(),
  resources: z.array(z.string()),
  detail: z.unknown(),
  /** Only in a replayed event. */
  'replay-name': z.string().optional(),
});
export type BusEvent = Readonly<z.infer<typeof BusEvent>>;

export function busEvent(members: {
  source: string;
  detailType: string;
  detail: unknown;
  resources?: readonly string[];
  /** Milliseconds since the epoch. */
  time: number;
}): BusEvent {
  return {
    version: '0',
    id: randomUUID(),
    'detail-type': members.detailType,
    source: members.source,
    account: account.id,
    time: isoSeconds(members.time),
    region: account.region,
    resources: [...(members.resources ?? [])],
    detail: members.detail,
  };
}

export function isoSeconds(time: number): string {
  return new Date(time).toISOString().replace(/\.\d{3}Z$/, 'Z');
}
