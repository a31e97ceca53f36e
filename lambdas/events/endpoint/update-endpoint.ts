import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Context } from '../../../shared/context.ts';
import type { Table } from '../../../shared/dynamo.ts';
import { attempt } from '../../../shared/dynamo-transaction.ts';
import { AppError } from '../../../shared/errors.ts';
import type { EventDefinition, Publish } from '../../../shared/events.ts';
import type { Logger } from '../../../shared/log.ts';
import { sendOutgoing } from '../../../shared/outbox.ts';
import { endpointUpdated } from '../events.ts';
import { requireKnownTypes, requireProjects, requireUrl } from './check-settings.ts';
import { type Endpoint, type EndpointView, endpointView } from './endpoint.ts';
import { namedProjects, refuseUnknownProjects } from './named-projects.ts';
import type { EndpointChange } from './new-endpoint.ts';
import { requireEndpoint } from './require-endpoint.ts';
import { type EndpointStore, endpointChanged, type SettingsChange } from './store.ts';
import { subjectOf, told } from './told.ts';

/**
 * Holds for every event that the endpoint has not considered yet, and for the attempts to come of those that it has.
 * @throws AppError `not_found`, `precondition_failed` when `ifMatch` names another version than the current one,
 * `validation_failed`, or `forbidden` for a restricted credential that would take the projects away
 */
export async function updateEndpoint(call: {
  ctx: Context;
  deps: {
    readonly dynamo: DynamoDBClient;
    readonly table: Table;
    readonly projects: Table;
    readonly store: EndpointStore;
    readonly publish: Publish;
    readonly log: Logger;
    readonly customerEvents: () => Promise<readonly EventDefinition[]>;
    readonly allowsLoopback: boolean;
  };
  input: { readonly id: string; readonly change: EndpointChange; readonly ifMatch: string | undefined };
}): Promise<EndpointView> {
  const { ctx, deps, input } = call;
  const { change } = input;
  if (change.types) requireKnownTypes(change.types, await deps.customerEvents());
  const url = change.url === undefined ? undefined : requireUrl(change.url, deps);
  // Without `If-Match` any version will do, so a change that came between is no reason to fail.
  for (let tries = 0; tries < 5; tries += 1) {
    const before = await requireEndpoint(call);
    const settings = settingsOf(before, { ...change, ...(url && { url }) });
    if ('projectIds' in settings) requireProjects(ctx, settings.projectIds);
    const after: Endpoint = { ...before, ...settings, version: before.version + 1 };
    const changed = Object.keys(change);
    const event = told(deps.table, ctx, endpointUpdated, { ...subjectOf(ctx, after), changed });
    const failed = await attempt(deps.dynamo, {
      ...namedProjects(deps.projects, ctx, settings.projectIds),
      endpoint: endpointChanged(deps.table, ctx.orgId, before, settings, ctx.now),
      event: event.write,
    });
    refuseUnknownProjects(failed, settings.projectIds);
    if (failed.size > 0) continue;
    await sendOutgoing(deps, [event]);
    return endpointView({ ...after, updatedAt: new Date(ctx.now).toISOString() }, ctx.now);
  }
  throw new AppError('unavailable', 'This endpoint is being changed by others. Try again.');
}

/** What changes, in the form of the store: `undefined` is taken away. @throws AppError `validation_failed` */
function settingsOf(before: Endpoint, change: EndpointChange): SettingsChange {
  const { pattern, projectIds, orderingKey, ...rest } = change;
  const ordering = rest.ordering ?? before.ordering;
  const key = orderingKey === undefined ? before.orderingKey : (orderingKey ?? undefined);
  if (ordering === 'key' && key === undefined) {
    const message = 'Say where the key is, e.g. subject';
    throw new AppError('validation_failed', message, { errors: [{ path: 'body.orderingKey', message }] });
  }
  return {
    ...rest,
    ...(pattern !== undefined && { pattern: pattern === null ? undefined : JSON.stringify(pattern) }),
    ...(projectIds !== undefined && { projectIds: projectIds ?? undefined }),
    ...((orderingKey !== undefined || rest.ordering) && { orderingKey: ordering === 'key' ? key : undefined }),
  };
}
