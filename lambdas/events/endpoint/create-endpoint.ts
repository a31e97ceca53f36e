import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Context } from '../../../shared/context.ts';
import type { Table } from '../../../shared/dynamo.ts';
import { attempt } from '../../../shared/dynamo-transaction.ts';
import { AppError } from '../../../shared/errors.ts';
import type { EventDefinition, Publish } from '../../../shared/events.ts';
import { newId } from '../../../shared/id.ts';
import type { Logger } from '../../../shared/log.ts';
import { sendOutgoing } from '../../../shared/outbox.ts';
import { planLimits } from '../../../shared/plan.ts';
import { endpointCreated } from '../events.ts';
import type { FeedReader } from '../feed/store.ts';
import { deriveEndpointKeys, publicKeyText, secretText } from '../signature/endpoint-keys.ts';
import { requireKnownTypes, requireProjects, requireUrl } from './check-settings.ts';
import { type Endpoint, type EndpointView, endpointView } from './endpoint.ts';
import { namedProjects, refuseUnknownProjects } from './named-projects.ts';
import type { NewEndpoint } from './new-endpoint.ts';
import { endpointCounted, newEndpoint } from './store.ts';
import { subjectOf, told } from './told.ts';

export interface CreatedEndpoint {
  readonly endpoint: EndpointView;
  /** Shown here and by a rotation, never again. */
  readonly secret: string;
  readonly publicKey: string;
}

/**
 * The endpoint gets what happens from now on.
 * @throws AppError `plan_limit_reached`, `validation_failed` for a URL, type or project that will not do, or `forbidden` for a
 * restricted credential that names no projects
 */
export async function createEndpoint(call: {
  ctx: Context;
  deps: {
    readonly dynamo: DynamoDBClient;
    readonly table: Table;
    readonly projects: Table;
    readonly feed: FeedReader;
    readonly publish: Publish;
    readonly log: Logger;
    readonly loadSecret: () => Promise<string>;
    readonly customerEvents: () => Promise<readonly EventDefinition[]>;
    readonly allowsLoopback: boolean;
  };
  input: NewEndpoint;
}): Promise<CreatedEndpoint> {
  const { ctx, deps, input } = call;
  requireProjects(ctx, input.projectIds);
  requireKnownTypes(input.types, await deps.customerEvents());
  const url = requireUrl(input.url, deps);
  const [cursor, serviceSecret] = await Promise.all([deps.feed.head(ctx.orgId), deps.loadSecret()]);
  const endpoint = startingAt(cursor, { ...input, url }, ctx.now);
  const limit = planLimits[ctx.plan].webhookEndpoints;
  const event = told(deps.table, ctx, endpointCreated, subjectOf(ctx, endpoint));
  const failed = await attempt(deps.dynamo, {
    ...namedProjects(deps.projects, ctx, input.projectIds),
    room: endpointCounted(deps.table, ctx.orgId, limit),
    endpoint: newEndpoint(deps.table, ctx.orgId, endpoint),
    event: event.write,
  });
  refuseUnknownProjects(failed, input.projectIds);
  if (failed.size > 0) {
    throw new AppError(
      'plan_limit_reached',
      `The ${ctx.plan} plan includes ${limit} webhook endpoints; all are in use.`,
    );
  }
  await sendOutgoing(deps, [event]);
  const keys = deriveEndpointKeys(serviceSecret, endpoint.id, endpoint.secretVersion);
  return { endpoint: endpointView(endpoint, ctx.now), secret: secretText(keys), publicKey: publicKeyText(keys) };
}

function startingAt(cursor: number, { pattern, orderingKey, ...input }: NewEndpoint, now: number): Endpoint {
  const createdAt = new Date(now).toISOString();
  return {
    id: newId('webhookEndpoint', now),
    ...input,
    ...(pattern && { pattern: JSON.stringify(pattern) }),
    ...(input.ordering === 'key' && { orderingKey }),
    ...{ enabled: true, secretVersion: 1, createdAt, updatedAt: createdAt, version: 1 },
    ...{ cursor, sequence: 0, breaker: { state: 'closed', failures: 0 } },
  };
}
