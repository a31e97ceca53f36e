import type { EventDefinition } from '../../../shared/events.ts';
import * as auth from '../../auth/events.ts';
import * as autopilot from '../../autopilot-runner/events.ts';
import * as billing from '../../billing/events.ts';
import * as guardian from '../../guardian-runner/events.ts';
import * as insight from '../../insight-runner/events.ts';
import * as intelligence from '../../intelligence/events.ts';
import * as marketplace from '../../marketplace/events.ts';
import * as tasks from '../../tasks/events.ts';
import * as webhooks from '../events.ts';

/** Every event of the platform, by its type. */
export const catalog: ReadonlyMap<string, EventDefinition> = new Map(
  [auth, autopilot, billing, guardian, insight, intelligence, marketplace, tasks, webhooks]
    .flatMap((exported) => Object.values<unknown>(exported).filter(isDefinition))
    .map((definition) => [definition.type, definition] as const)
    .sort(([one], [other]) => (one < other ? -1 : 1)),
);

/** What customers may subscribe to and read in their feed, in the order of the types. */
export const customerEvents: readonly EventDefinition[] = [...catalog.values()].filter(
  ({ audience }) => audience === 'customers',
);

function isDefinition(exported: unknown): exported is EventDefinition {
  return typeof exported === 'object' && exported !== null && 'audience' in exported && 'payload' in exported;
}
