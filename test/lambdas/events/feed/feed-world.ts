import { setTimeout as wait } from 'node:timers/promises';
import { createEndpointReader } from '../../../../lambdas/events/endpoint/store.ts';
import { catalog } from '../../../../lambdas/events/feed/catalog.ts';
import { createFeedStore } from '../../../../lambdas/events/feed/store.ts';
import { takeEvents } from '../../../../lambdas/events/feed/take-events.ts';
import type { CloudEvent } from '../../../../shared/cloud-event.ts';
import type { Table } from '../../../../shared/dynamo.ts';
import { newId } from '../../../../shared/id.ts';
import type { Plan } from '../../../../shared/plan.ts';
import { FakeLog } from '../../../shared/fake-log.ts';
import { start } from '../../../shared/make-context.ts';
import { startTables } from '../../../shared/table.ts';

export const apiUrl = 'https://api.example.com';

export interface Message {
  readonly messageId: string;
  readonly body: string;
}

/** The feeder over the real table engine, with a queue that remembers whom it pumped. */
export async function startFeed() {
  const tables = await startTables();
  const projects = await tables.add('projects');
  const log = new FakeLog();
  const pumped: string[] = [];
  const clock = { now: start };
  const hooks = { pump: async (orgId: string) => void pumped.push(orgId) };
  const feed = createFeedStore(tables.client, tables.table, {
    now: () => clock.now,
    // Nobody waits as long as in production, and nobody who lost a race runs into the next one at once.
    pause: (ms) => wait(ms / 20),
  });
  const deps = {
    ...{ catalog, feed, projects, apiUrl, log },
    endpoints: createEndpointReader(tables.table),
    pump: (orgId: string) => hooks.pump(orgId),
    now: () => clock.now,
  };
  return {
    ...{ tables, table: tables.table, projects, log, pumped, clock, hooks, feed, deps },
    take: (messages: readonly Message[]) => takeEvents({ deps, input: messages }),
    organization: (plan: Plan = 'free') => addOrganization(projects, plan),
    close: () => tables.close(),
  };
}
export type FeedWorld = Awaited<ReturnType<typeof startFeed>>;

async function addOrganization(projects: Table, plan: Plan): Promise<string> {
  const id = newId('organization', start);
  await projects.put({ pk: `ORG#${id}`, sk: 'ORG', id, plan });
  return id;
}

export function projectEvent(orgid: string, nth: number, change: Partial<CloudEvent> = {}): CloudEvent {
  const projectId = 'prj_01jd9pzv3b8c4d5e6f7g8h9j0k';
  return {
    ...{ specversion: '1.0', id: `evt_${nth}`, source: 'urn:odavl:project', type: 'project.created.v1', orgid },
    ...{ time: new Date(start + nth).toISOString(), subject: projectId, datacontenttype: 'application/json' },
    ...{ projectid: projectId, data: { projectId, name: `Project ${nth}` } },
    ...change,
  };
}

let messages = 0;

/** As the bus puts it into the queue. */
export function message(event: unknown): Message {
  messages += 1;
  const envelope = {
    version: '0',
    id: 'bus',
    'detail-type': 'any',
    source: 'odavl.any',
    time: '',
    region: '',
    resources: [],
  };
  return { messageId: `m${messages}`, body: JSON.stringify({ ...envelope, detail: event }) };
}
