import type { CloudEvent } from '../../../shared/cloud-event.ts';
import type { Context } from '../../../shared/context.ts';
import type { Table } from '../../../shared/dynamo.ts';
import { AppError } from '../../../shared/errors.ts';
import { usableProjects } from '../../../shared/project.ts';
import { isForAllProjects } from '../endpoint/endpoint.ts';
import { covers } from '../endpoint/filter.ts';
import type { FeedEvent } from './feed.ts';
import type { FeedReader } from './store.ts';

interface Deps {
  readonly feed: FeedReader;
  readonly projects: Table;
  readonly now: () => number;
  readonly wait: (ms: number) => Promise<void>;
}

interface Input {
  readonly after?: number | undefined;
  readonly limit: number;
  readonly types?: readonly string[] | undefined;
  readonly projectId?: string | undefined;
  readonly waitSeconds: number;
}

interface Call {
  readonly ctx: Context;
  readonly deps: Deps;
  readonly input: Input;
}

export interface EventPage {
  readonly items: { readonly sequence: number; readonly event: CloudEvent }[];
  readonly nextAfter: number;
  readonly lastSequence: number;
  readonly oldestSequence: number;
  readonly isFiltered?: true;
}

/** First often, because most waits end soon; then once a second, because a read costs money. */
const pollMs = [100, 200, 400, 800, 1_000];
/** How far one request looks for events that pass its filter; then its reply may be empty, with a `nextAfter` that is further on. */
const maxRounds = 10;
/** As many as one batch of reads can ask about projects. */
const filteredRound = 100;

/**
 * The events of the caller's organization after a number, gap-free: where events are gone it stops, and from there it is an error.
 * @throws AppError `cursor_expired` when what comes next is no longer kept; `validation_failed` for a number that is yet to come,
 *   or a type that does not exist
 */
export async function readEvents(call: Call): Promise<EventPage> {
  const { ctx, deps, input } = call;
  const deadline = ctx.now + input.waitSeconds * 1_000;
  const isFiltered = !isForAllProjects(ctx) || input.types !== undefined || input.projectId !== undefined;
  const size = isFiltered ? filteredRound : input.limit;
  if (input.types) await refuseUnknown(input.types);
  const ends = await feedEnds(deps.feed, ctx.orgId);
  const start = input.after ?? ends.oldest - 1;
  refuseFuture(start, ends.head);
  let at: Place = { items: [], after: start, head: ends.head };
  for (let polls = 0; ; polls += 1) {
    at = await readOn(call, at, size);
    const left = deadline - deps.now();
    if (at.items.length > 0 || at.after < at.head || left <= 0) break;
    await deps.wait(Math.min(left, pollMs[polls] ?? 1_000));
    at = { ...at, head: await deps.feed.head(ctx.orgId) };
  }
  return {
    items: at.items.map(({ seq, event }) => ({ sequence: seq, event })),
    ...{ nextAfter: at.after, lastSequence: at.head },
    oldestSequence: Math.min(ends.oldest, at.items[0]?.seq ?? ends.oldest),
    ...(isFiltered && { isFiltered }),
  };
}

interface Place {
  readonly items: FeedEvent[];
  /** The last number that was considered. */
  readonly after: number;
  readonly head: number;
}

async function feedEnds(feed: FeedReader, orgId: string): Promise<{ head: number; oldest: number }> {
  const [head, [oldest]] = await Promise.all([feed.head(orgId), feed.readFeed(orgId, 0, 1)]);
  return { head: Math.max(head, oldest?.seq ?? 0), oldest: oldest?.seq ?? head + 1 };
}

/** The catalogue brings the events of all services along, which readers without a filter do without. */
async function refuseUnknown(types: readonly string[]): Promise<void> {
  const { customerEvents } = await import('./catalog.ts');
  const unknown = types.filter((type) => !customerEvents.some((known) => covers(type, known.type)));
  if (unknown.length === 0) return;
  const message = `There is no event type ${unknown.join(', ')}; GET /v1/event-types lists them`;
  throw new AppError('validation_failed', `query.types: ${message}.`, { errors: [{ path: 'query.types', message }] });
}

function refuseFuture(after: number, head: number): void {
  if (after <= head) return;
  const message = `The newest event has the number ${head}`;
  throw new AppError('validation_failed', `query.after: ${message}.`, { errors: [{ path: 'query.after', message }] });
}

/** Up to the limit, the newest event, or a gap. */
async function readOn({ ctx, deps, input }: Call, from: Place, size: number): Promise<Place> {
  const items: FeedEvent[] = [];
  let { after } = from;
  for (let round = 0; round < maxRounds && after < from.head; round += 1) {
    const read = await deps.feed.readFeed(ctx.orgId, after, size);
    const following = read.filter(({ seq }, place) => seq === after + 1 + place);
    if (following.length === 0) {
      if (after > from.after) break;
      throw expired(after, read[0]?.seq ?? from.head + 1);
    }
    const wanted = await visible({ ctx, deps, input }, following);
    const room = input.limit - items.length;
    items.push(...wanted.slice(0, room));
    if (wanted.length >= room) return reached(from, items, items.at(-1)?.seq ?? after);
    after += following.length;
  }
  return reached(from, items, after);
}

/** The newest may have come after the counter was read. */
function reached({ head }: Place, items: FeedEvent[], after: number): Place {
  return { items, after, head: Math.max(head, after) };
}

async function visible({ ctx, deps, input }: Call, events: FeedEvent[]): Promise<FeedEvent[]> {
  const { types, projectId } = input;
  const asked = events.filter(
    (event) =>
      (types === undefined || types.some((type) => covers(type, event.type))) &&
      (projectId === undefined || event.projectId === projectId),
  );
  if (isForAllProjects(ctx)) return asked;
  const ids = asked.flatMap((event) => event.projectId ?? []);
  const usable = await usableProjects(deps.projects, ctx, ids);
  return asked.filter((event) => event.projectId !== undefined && usable.has(event.projectId));
}

function expired(after: number, oldest: number): AppError {
  const detail = `The events after ${after} are no longer kept; the oldest after it has the number ${oldest}. Go on with after=${oldest - 1}.`;
  return new AppError('cursor_expired', detail, { errors: [{ path: 'query.after', message: String(oldest) }] });
}
