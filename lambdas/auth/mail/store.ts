import * as z from 'zod';
import { isConditionFailed, type Table } from '../../../shared/dynamo.ts';

const key = (eventId: string) => ({ pk: `MAIL#${eventId}`, sk: 'MAIL' });
const Mailed = z.object({ sentAt: z.number().optional() });

/** Longer than the mailer may run, so a claim that is older belongs to a crashed one. */
const claimMs = 60_000;
/** As long as SQS keeps a message that may come again. */
const ttl = (now: number) => Math.ceil(now / 1_000) + 14 * 24 * 3_600;

/** Which events were mailed, so that an event that is delivered twice is mailed once. */
export interface MailStore {
  /** Who mails for this event: `mine`, for a minute; `done` when it was mailed; `busy` while another delivery is at it. */
  claim(eventId: string, now: number): Promise<'mine' | 'done' | 'busy'>;
  markSent(eventId: string, now: number): Promise<void>;
  free(eventId: string): Promise<void>;
}

export function createMailStore(table: Table): MailStore {
  return {
    async claim(eventId, now) {
      try {
        await table.put(
          { ...key(eventId), claimedUntil: now + claimMs, ttl: ttl(now) },
          {
            when: 'attribute_not_exists(pk) OR (attribute_not_exists(#sentAt) AND #claimedUntil < :now)',
            values: { ':now': now },
          },
        );
        return 'mine';
      } catch (error) {
        if (!isConditionFailed(error)) throw error;
        return (await table.get(Mailed, key(eventId)))?.sentAt === undefined ? 'busy' : 'done';
      }
    },
    markSent: (eventId, now) => table.put({ ...key(eventId), sentAt: now, ttl: ttl(now) }),
    free: (eventId) => table.delete(key(eventId)),
  };
}
