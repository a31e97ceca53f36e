import * as z from 'zod';
import { CloudEvent } from '../../../shared/cloud-event.ts';
import type { Table } from '../../../shared/dynamo.ts';
import type { EventDefinition } from '../../../shared/events.ts';
import type { Logger } from '../../../shared/log.ts';
import { readPlan } from '../../../shared/organization.ts';
import { planLimits } from '../../../shared/plan.ts';
import type { EndpointReader } from '../endpoint/store.ts';
import type { Pump } from '../pump/pump.ts';
import { portions } from './feed.ts';
import type { FeedStore } from './store.ts';

interface Message {
  readonly messageId: string;
  readonly body: string;
}

interface Deps {
  readonly catalog: ReadonlyMap<string, EventDefinition>;
  readonly feed: FeedStore;
  readonly endpoints: Pick<EndpointReader, 'count'>;
  /** The table in which organizations say their plan. */
  readonly projects: Table;
  readonly pump: Pump;
  readonly apiUrl: string;
  readonly log: Logger;
  readonly now: () => number;
}

interface Taken {
  readonly messageId: string;
  readonly event: CloudEvent;
  readonly bytes: number;
}

/**
 * Appends the events of these messages to the feeds of their organizations, then has their deliveries looked at. Every message
 * may come any number of times.
 * @returns the ids of the messages that are to come back; after a few times the queue parks them, and the log says why
 */
export async function takeEvents(call: { deps: Deps; input: readonly Message[] }): Promise<string[]> {
  const { deps, input } = call;
  const failed: string[] = [];
  const taken = input.flatMap((message) => {
    try {
      return readEvent(deps.catalog, message) ?? [];
    } catch (error) {
      deps.log.error('event failed', error, { messageId: message.messageId });
      failed.push(message.messageId);
      return [];
    }
  });
  const byOrganization = Map.groupBy(taken, ({ event }) => event.orgid);
  await Promise.all(
    [...byOrganization].map(async ([orgId, events]) => {
      try {
        await appendAll(deps, orgId, events);
      } catch (error) {
        deps.log.error('events failed', error, { orgId, events: events.length });
        failed.push(...events.map(({ messageId }) => messageId));
      }
    }),
  );
  return failed;
}

const Delivered = z.object({ detail: CloudEvent });

/**
 * Undefined for what is not for customers. Of `data` stays what the definition knows.
 * @throws Error for what nobody defined, perhaps because its publisher is newer than this function; ZodError
 */
function readEvent(catalog: Deps['catalog'], { messageId, body }: Message): Taken | undefined {
  const { detail } = Delivered.parse(JSON.parse(body));
  const definition = catalog.get(detail.type);
  if (!definition) throw new Error(`There is no event type ${detail.type}.`);
  if (definition.audience === 'internal') return undefined;
  const event = { ...detail, data: definition.payload.parse(detail.data) };
  return { messageId, event, bytes: Buffer.byteLength(body) };
}

async function appendAll(deps: Deps, orgId: string, taken: readonly Taken[]): Promise<void> {
  const plan = await readPlan(deps.projects, orgId);
  if (!plan) return deps.log.warn('events of an organization that is gone', { orgId, events: taken.length });
  const when = { now: deps.now(), keptDays: planLimits[plan].historyDays, apiUrl: deps.apiUrl };
  // The queue keeps no order. What came together goes in as it happened.
  const inOrder = taken.toSorted((one, other) => order(one.event, other.event));
  for (const portion of portions(inOrder)) {
    const events = portion.map(({ event }) => event);
    if ((await deps.feed.append(orgId, events, when)) === 'erased') {
      return deps.log.warn('events of an organization that is erased', { orgId, events: taken.length });
    }
  }
  // Also when nothing was new: whoever appended it may have died right here.
  if ((await deps.endpoints.count(orgId)) > 0) await deps.pump(orgId);
}

function order(one: CloudEvent, other: CloudEvent): number {
  const [first, second] = [one, other].map(({ time, id }) => `${new Date(time).toISOString()} ${id}`);
  return (first ?? '') < (second ?? '') ? -1 : 1;
}
