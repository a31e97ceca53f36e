import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Context } from '../../../shared/context.ts';
import type { Table } from '../../../shared/dynamo.ts';
import { type Page, slicePage } from '../../../shared/page.ts';
import { ownSession } from '../mfa/own-session.ts';
import type { SessionStore } from '../session/store.ts';
import type { Passkey } from './passkey.ts';
import { createPasskeyStore } from './store.ts';

/** @throws AppError `forbidden`, `invalid_cursor` */
export async function listPasskeys(call: {
  ctx: Context;
  deps: { dynamo: DynamoDBClient; table: Table; sessions: SessionStore };
  input: { limit: number; cursor?: string | undefined };
}): Promise<Page<Passkey>> {
  const { ctx, deps, input } = call;
  const { userId } = await ownSession({ ctx, deps });
  const { limit, cursor } = input;
  const passkeys = await createPasskeyStore(deps.dynamo, deps.table).listOf(userId);
  return slicePage(passkeys, { limit, ...(cursor !== undefined && { cursor }) });
}
