import type { Clock } from '../service.ts';
import type { Disk } from './storage/disk.ts';
import type { TableLocks } from './storage/table-locks.ts';
import { forgetOldTokens } from './transactions/request-token.ts';
import { sweepExpired } from './ttl/sweep.ts';

const everyMs = 60_000;

/**
 * Every minute of the clock: items past their time to live, and request tokens past their ten minutes. AWS takes up to
 * a few days over expired items (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/TTL.html).
 * A sweep that fails rejects unhandled, so a broken disk is not passed over in silence.
 */
export function startJanitor(disk: Disk, locks: TableLocks, clock: Clock): { stop(): Promise<void> } {
  let sweeping = Promise.resolve();
  let stopped = false;
  let cancel = clock.schedule(everyMs, turn);

  function turn(): void {
    sweeping = sweep();
  }

  async function sweep(): Promise<void> {
    const now = clock.now();
    await sweepExpired(disk, locks, now);
    await forgetOldTokens(disk, now);
    if (!stopped) cancel = clock.schedule(everyMs, turn);
  }

  return {
    stop: async () => {
      stopped = true;
      cancel();
      await sweeping;
    },
  };
}
