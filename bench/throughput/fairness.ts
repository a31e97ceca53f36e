import { setTimeout as wait } from 'node:timers/promises';
import type { Tenant } from '../../test/simulation/tenant.ts';
import { type Backlog, fillLane } from './backlog.ts';
import { percentile } from './figures.ts';
import type { QuickPlatform } from './platform.ts';
import { measureStart } from './tasks.ts';

export interface Fairness {
  readonly backlog: number;
  /** How many of the noisy one still waited when the quiet one had its last answer. */
  readonly leftOver: number;
  readonly aloneP50Ms: number;
  readonly aloneP95Ms: number;
  readonly besideP50Ms: number;
  readonly besideP95Ms: number;
}

/** How long the tasks of a quiet organization wait, alone, and beside another's thousands in the same queue. */
export async function measureFairness(
  platform: QuickPlatform,
  { quiet, noisy }: { readonly quiet: Tenant; readonly noisy: Tenant },
  { backlog, samples }: { readonly backlog: number; readonly samples: number },
): Promise<Fairness> {
  const alone = await measureStart(quiet, samples);
  const lane: Backlog = await fillLane(platform, noisy, backlog);
  await wait(500);
  const beside = await measureStart(quiet, samples);
  const leftOver = await lane.waiting();
  return {
    ...{ backlog, leftOver },
    ...{ aloneP50Ms: percentile(alone, 50), aloneP95Ms: percentile(alone, 95) },
    ...{ besideP50Ms: percentile(beside, 50), besideP95Ms: percentile(beside, 95) },
  };
}
