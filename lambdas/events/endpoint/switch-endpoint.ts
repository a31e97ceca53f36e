import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Context } from '../../../shared/context.ts';
import type { Table } from '../../../shared/dynamo.ts';
import { tryTransact } from '../../../shared/dynamo-transaction.ts';
import type { Publish } from '../../../shared/events.ts';
import type { Logger } from '../../../shared/log.ts';
import { type Outgoing, sendOutgoing } from '../../../shared/outbox.ts';
import * as events from '../events.ts';
import type { FeedReader } from '../feed/store.ts';
import { type EndpointView, endpointView } from './endpoint.ts';
import { requireEndpoint } from './require-endpoint.ts';
import { type EndpointStore, endpointDisabled, endpointEnabled } from './store.ts';
import { subjectOf, told } from './told.ts';

interface Call {
  readonly ctx: Context;
  readonly deps: {
    readonly dynamo: DynamoDBClient;
    readonly table: Table;
    readonly store: EndpointStore;
    readonly feed: FeedReader;
    readonly publish: Publish;
    readonly log: Logger;
  };
  readonly input: { readonly id: string };
}

/**
 * It gets what happens from now on: the time while it was off may have been long, and a flood is no welcome. `recover` brings what
 * was missed.
 * @throws AppError `not_found`
 */
export async function enableEndpoint(call: Call): Promise<EndpointView> {
  const { ctx, deps, input } = call;
  const before = await requireEndpoint(call);
  if (before.enabled) return endpointView(before, ctx.now);
  const cursor = await deps.feed.head(ctx.orgId);
  const event = told(deps.table, ctx, events.endpointUpdated, { ...subjectOf(ctx, before), changed: ['enabled'] });
  return act(call, endpointEnabled(deps.table, ctx.orgId, input.id, { cursor, now: ctx.now }), event);
}

/** What is on its way may still arrive; nothing new is decided for it. @throws AppError `not_found` */
export async function disableEndpoint(call: Call): Promise<EndpointView> {
  const { ctx, deps, input } = call;
  const before = await requireEndpoint(call);
  if (!before.enabled) return endpointView(before, ctx.now);
  const because = 'requested';
  const event = told(deps.table, ctx, events.endpointDisabled, { ...subjectOf(ctx, before), because });
  return act(call, endpointDisabled(deps.table, ctx.orgId, input.id, { because, now: ctx.now }), event);
}

/** Should the write fail, somebody else did the same, or deleted it: a second look tells which. */
async function act(call: Call, write: Outgoing['write'] | ReturnType<typeof endpointEnabled>, event: Outgoing) {
  const { ctx, deps } = call;
  if (await tryTransact(deps.dynamo, [write, event.write])) await sendOutgoing(deps, [event]);
  return endpointView(await requireEndpoint(call), ctx.now);
}
