import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Context } from '../../../shared/context.ts';
import type { Table } from '../../../shared/dynamo.ts';
import { found } from '../../../shared/errors.ts';
import type { Publish } from '../../../shared/events.ts';
import { recorded } from '../audit/recorded.ts';
import { freshSession } from '../mfa/own-session.ts';
import { tellChange } from '../mfa/tell-change.ts';
import type { SessionStore } from '../session/store.ts';
import { createPasskeyStore } from './store.ts';

/** @throws AppError `not_found` for what is not one's own, `forbidden` when it is not a person who has just logged in */
export async function removePasskey(call: {
  ctx: Context;
  deps: { dynamo: DynamoDBClient; table: Table; sessions: SessionStore; publish: Publish };
  input: { id: string };
}): Promise<void> {
  const { ctx, deps, input } = call;
  const { userId } = await freshSession({ ctx, deps });
  const store = createPasskeyStore(deps.dynamo, deps.table);
  const passkey = found(await store.get(userId, input.id), 'passkey');
  const target = { type: 'passkey', id: passkey.id };
  const before = { name: passkey.name };
  const record = recorded(deps.table, ctx, { orgId: ctx.orgId, action: 'passkey.removed', target, before });
  if (!(await store.remove(passkey, [record]))) found(undefined, 'passkey');
  await tellChange({ ctx, deps, input: { change: `The passkey "${passkey.name}" was removed from your account` } });
}
