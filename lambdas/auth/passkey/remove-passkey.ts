import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Context } from '../../../shared/context.ts';
import type { Table } from '../../../shared/dynamo.ts';
import { found } from '../../../shared/errors.ts';
import { type Sender, sendOutgoing } from '../../../shared/outbox.ts';
import { recorded } from '../audit/recorded.ts';
import { changeTold } from '../mfa/change-told.ts';
import { freshSession } from '../mfa/own-session.ts';
import type { SessionStore } from '../session/store.ts';
import { createPasskeyStore } from './store.ts';

/** @throws AppError `not_found` for what is not one's own, `forbidden` when it is not a person who has just logged in */
export async function removePasskey(call: {
  ctx: Context;
  deps: Sender & { dynamo: DynamoDBClient; table: Table; sessions: SessionStore };
  input: { id: string };
}): Promise<void> {
  const { ctx, deps, input } = call;
  const { userId } = await freshSession({ ctx, deps });
  const store = createPasskeyStore(deps.dynamo, deps.table);
  const passkey = found(await store.get(userId, input.id), 'passkey');
  const target = { type: 'passkey', id: passkey.id };
  const before = { name: passkey.name };
  const record = recorded(deps.table, ctx, { orgId: ctx.orgId, action: 'passkey.removed', target, before });
  const told = changeTold(deps.table, ctx, `The passkey "${passkey.name}" was removed from your account`);
  if (!(await store.remove(passkey, [record, told.write]))) found(undefined, 'passkey');
  await sendOutgoing(deps, [told]);
}
