import { lanesAreEmpty, reservationsAreSettled } from './checks/counters.ts';
import { deliveriesReachEverybody } from './checks/deliveries.ts';
import { eventsAreInTheFeed, feedHasNoHole } from './checks/feed.ts';
import { receiptsVerify } from './checks/receipts.ts';
import { everyTaskEnds, nothingSucceedsTwice } from './checks/tasks.ts';
import { timelinesAddUp } from './checks/timelines.ts';
import type { Check } from './checks/world.ts';

export type { World } from './checks/world.ts';

/** What must hold after any day, however bad, once it is over. */
export const checks: Readonly<Record<string, Check>> = {
  'nothing that was accepted is lost': everyTaskEnds,
  'nothing succeeds twice': nothingSucceedsTwice,
  'every reservation is used or refunded, and the counters agree': reservationsAreSettled,
  'nobody holds or waits for a slot': lanesAreEmpty,
  'every feed is without a hole': feedHasNoHole,
  'every event is in the feed of its organization exactly once': eventsAreInTheFeed,
  'every event was delivered to every healthy endpoint that wants it': deliveriesReachEverybody,
  'every chain of receipts verifies': receiptsVerify,
  'every timeline adds up': timelinesAddUp,
};
