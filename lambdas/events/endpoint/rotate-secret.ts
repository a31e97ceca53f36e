import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Context } from '../../../shared/context.ts';
import type { Table } from '../../../shared/dynamo.ts';
import { tryTransact } from '../../../shared/dynamo-transaction.ts';
import { AppError } from '../../../shared/errors.ts';
import type { Publish } from '../../../shared/events.ts';
import type { Logger } from '../../../shared/log.ts';
import { sendOutgoing } from '../../../shared/outbox.ts';
import { endpointUpdated } from '../events.ts';
import { deriveEndpointKeys, publicKeyText, secretText } from '../signature/endpoint-keys.ts';
import type { CreatedEndpoint } from './create-endpoint.ts';
import { endpointView } from './endpoint.ts';
import type { Rotation } from './new-endpoint.ts';
import { requireEndpoint } from './require-endpoint.ts';
import { type EndpointStore, endpointChanged, type SettingsChange } from './store.ts';
import { subjectOf, told } from './told.ts';

/**
 * A new secret and a new ed25519 key. For the grace deliveries are signed with the old ones too; those that were old already sign
 * no more, so there are never more than two.
 * @throws AppError `not_found`, `precondition_failed`, or `conflict` when somebody else rotated or changed it at the same moment: to
 * rotate once more on top of that would end a secret that nobody has replaced yet
 */
export async function rotateSecret(call: {
  ctx: Context;
  deps: {
    readonly dynamo: DynamoDBClient;
    readonly table: Table;
    readonly store: EndpointStore;
    readonly publish: Publish;
    readonly log: Logger;
    readonly loadSecret: () => Promise<string>;
  };
  input: { readonly id: string; readonly ifMatch: string | undefined } & Rotation;
}): Promise<CreatedEndpoint> {
  const { ctx, deps, input } = call;
  const [before, serviceSecret] = await Promise.all([requireEndpoint(call), deps.loadSecret()]);
  const until = new Date(ctx.now + input.gracePeriodSeconds * 1_000).toISOString();
  const change: SettingsChange = {
    secretVersion: before.secretVersion + 1,
    previousSecret: input.gracePeriodSeconds > 0 ? { version: before.secretVersion, until } : undefined,
  };
  const event = told(deps.table, ctx, endpointUpdated, { ...subjectOf(ctx, before), changed: ['secret'] });
  const changed = endpointChanged(deps.table, ctx.orgId, before, change, ctx.now);
  if (!(await tryTransact(deps.dynamo, [changed, event.write]))) {
    throw new AppError(
      'conflict',
      'The endpoint was changed at the same moment. Read it, and rotate again if you still want to.',
    );
  }
  await sendOutgoing(deps, [event]);
  const updatedAt = new Date(ctx.now).toISOString();
  const after = {
    ...before,
    ...change,
    secretVersion: before.secretVersion + 1,
    version: before.version + 1,
    updatedAt,
  };
  const keys = deriveEndpointKeys(serviceSecret, after.id, after.secretVersion);
  return { endpoint: endpointView(after, ctx.now), secret: secretText(keys), publicKey: publicKeyText(keys) };
}
