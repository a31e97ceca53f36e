import { setTimeout as wait } from 'node:timers/promises';
import type { EventBridgeClient, PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
import type { CloudEvent } from './cloud-event.ts';

/** For each event, in order, why it is not on the bus; undefined where it is. */
export type PublishMany = (events: readonly CloudEvent[]) => Promise<(Error | undefined)[]>;

interface Waiting {
  readonly type: string;
  readonly entry: PutEventsRequestEntry;
  /** Why it is not on the bus yet. */
  error: Error | undefined;
}

/** https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-putevents.html */
const maxEntries = 10;
const maxCallBytes = 256 * 1_024;
/** What the bus wraps around an event has to fit into as much, in the queue of a consumer. */
const maxEventBytes = maxCallBytes - 1_024;
/** How often an entry is tried that the bus refuses in its reply. Calls that fail as a whole are repeated by the SDK. */
const tries = 4;

/** @throws Error for an event that no bus would take: told before anything is written, it loses nothing */
export function refuseTooLarge(event: CloudEvent): void {
  const bytes = bytesOf(entryOf('', event));
  if (bytes > maxEventBytes) throw new Error(`${event.type} has ${bytes} bytes; ${maxEventBytes} are the limit.`);
}

/**
 * Puts events on a bus in as few calls as their sizes allow; an entry that the bus refuses is tried again for itself. The client is
 * imported with the first event, because reads publish nothing and should not load it.
 */
export function createPublishMany(busName: string, pause: (ms: number) => Promise<unknown> = wait): PublishMany {
  let client: EventBridgeClient | undefined;
  const put = async (call: readonly Waiting[]): Promise<void> => {
    const { EventBridgeClient, PutEventsCommand } = await import('@aws-sdk/client-eventbridge');
    client ??= new EventBridgeClient({});
    const { Entries = [] } = await client.send(new PutEventsCommand({ Entries: call.map(({ entry }) => entry) }));
    for (const [at, one] of call.entries()) one.error = refusal(one.type, Entries[at]);
  };
  return async (events) => {
    const all = events.map((event): Waiting => ({ type: event.type, entry: entryOf(busName, event), error: unsent }));
    let left = all;
    for (let attempt = 1; left.length > 0 && attempt <= tries; attempt += 1) {
      if (attempt > 1) await pause(Math.random() * 50 * 2 ** attempt);
      await Promise.all(callsOf(left).map((call) => put(call).catch((error: unknown) => blame(call, error))));
      left = left.filter(({ error }) => error instanceof Refused);
    }
    return all.map(({ error }) => error);
  };
}

const unsent = new Error('The event was not sent.');

/** The bus took the call and refused this entry of it. */
class Refused extends Error {
  override readonly name = 'Refused';
}

function refusal(type: string, reply: { EventId?: string; ErrorCode?: string; ErrorMessage?: string } | undefined) {
  if (reply?.EventId) return undefined;
  return new Refused(`The bus refused ${type}: ${reply?.ErrorCode} ${reply?.ErrorMessage}`);
}

function blame(call: readonly Waiting[], error: unknown): void {
  for (const one of call) one.error = error instanceof Error ? error : new Error(String(error));
}

function entryOf(EventBusName: string, event: CloudEvent): PutEventsRequestEntry {
  const Source = `odavl.${event.type.split('.')[0]}`;
  return { EventBusName, Source, DetailType: event.type, Detail: JSON.stringify(event), Time: new Date(event.time) };
}

/** In order, each call as full as it may be. */
function callsOf(entries: readonly Waiting[]): Waiting[][] {
  const calls: { readonly entries: Waiting[]; bytes: number }[] = [];
  for (const one of entries) {
    const bytes = bytesOf(one.entry);
    const last = calls.at(-1);
    if (last && last.entries.length < maxEntries && last.bytes + bytes <= maxCallBytes) {
      last.entries.push(one);
      last.bytes += bytes;
    } else calls.push({ entries: [one], bytes });
  }
  return calls.map(({ entries: full }) => full);
}

/** https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-putevent-size.html: 14 for the time, the rest as UTF-8. */
function bytesOf({ Source = '', DetailType = '', Detail = '' }: PutEventsRequestEntry): number {
  return 14 + Buffer.byteLength(Source) + Buffer.byteLength(DetailType) + Buffer.byteLength(Detail);
}
