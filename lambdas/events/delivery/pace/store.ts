import { isConditionFailed, type Key, type Table } from '../../../../shared/dynamo.ts';
import type { Condition, Update } from '../../../../shared/dynamo-expression.ts';
import { horizonMicros, intervalMicros, Pace, slotMs } from './pace.ts';

export const paceKey = (orgId: string, endpointId: string): Key => ({ pk: `ORG#${orgId}`, sk: `PACE#${endpointId}` });

export interface Asking {
  readonly orgId: string;
  readonly endpointId: string;
  readonly perSecond: number;
  /** What was read of it last; a stale one costs a second try, and never a token. */
  readonly seen: Pace | undefined;
  readonly now: number;
}

export interface PaceStore {
  /**
   * Takes the next place in the rate limit of an endpoint: one conditional write. Whoever has to wait has its place already, so a
   * thousand that wait do not ask a thousand times.
   * @returns the time in milliseconds from which it may be used; undefined when so many wait that none is given away
   */
  take(asking: Asking): Promise<number | undefined>;
}

/** Enough for others that take a place between two tries. */
const tries = 6;

export function createPaceStore(table: Table): PaceStore {
  const write = async (key: Key, change: Update, condition: Condition) => {
    try {
      return Pace.parse(await table.update(key, change, condition)).nextAt;
    } catch (error) {
      if (isConditionFailed(error)) return undefined;
      throw error;
    }
  };
  return {
    async take({ orgId, endpointId, perSecond, seen, now }) {
      const key = paceKey(orgId, endpointId);
      const micros = now * 1_000;
      const interval = intervalMicros(perSecond);
      const ttl = Math.floor(now / 1_000) + 86_400;
      const behind = () =>
        write(
          key,
          { add: { nextAt: interval } },
          { when: '#nextAt BETWEEN :now AND :horizon', values: { ':now': micros, ':horizon': micros + horizonMicros } },
        );
      const first = () =>
        write(
          key,
          { set: { nextAt: micros + interval, ttl } },
          { when: 'attribute_not_exists(#nextAt) OR #nextAt < :now', values: { ':now': micros } },
        );
      let isQueue = seen !== undefined && seen.nextAt >= micros;
      for (let tried = 0; tried < tries; tried += 1) {
        const next = await (isQueue ? behind() : first());
        if (next !== undefined) return slotMs(next - interval);
        isQueue = !isQueue;
      }
      return undefined;
    },
  };
}
