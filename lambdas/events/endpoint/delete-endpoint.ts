import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Context } from '../../../shared/context.ts';
import type { Table } from '../../../shared/dynamo.ts';
import { attempt } from '../../../shared/dynamo-transaction.ts';
import { AppError } from '../../../shared/errors.ts';
import type { Publish } from '../../../shared/events.ts';
import type { Logger } from '../../../shared/log.ts';
import { sendOutgoing } from '../../../shared/outbox.ts';
import { endpointDeleted } from '../events.ts';
import { requireEndpoint } from './require-endpoint.ts';
import { type EndpointStore, endpointGone, endpointUncounted } from './store.ts';
import { subjectOf, told } from './told.ts';

/**
 * Nothing is decided for it from here on, and whoever is about to send finds it gone. Its id, and with it its secret and its chain,
 * never come again.
 * @throws AppError `not_found`, or `precondition_failed` when `ifMatch` names another version than the current one
 */
export async function deleteEndpoint(call: {
  ctx: Context;
  deps: {
    readonly dynamo: DynamoDBClient;
    readonly table: Table;
    readonly store: EndpointStore;
    readonly publish: Publish;
    readonly log: Logger;
  };
  input: { readonly id: string; readonly ifMatch: string | undefined };
}): Promise<void> {
  const { ctx, deps } = call;
  for (let tries = 0; tries < 5; tries += 1) {
    const endpoint = await requireEndpoint(call);
    const event = told(deps.table, ctx, endpointDeleted, subjectOf(ctx, endpoint));
    const failed = await attempt(deps.dynamo, {
      endpoint: endpointGone(deps.table, ctx.orgId, endpoint),
      room: endpointUncounted(deps.table, ctx.orgId),
      event: event.write,
    });
    if (failed.size > 0) continue;
    await sendOutgoing(deps, [event]);
    return;
  }
  throw new AppError('unavailable', 'This endpoint is being changed by others. Try again.');
}
