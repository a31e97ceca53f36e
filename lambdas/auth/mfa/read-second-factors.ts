import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Context } from '../../../shared/context.ts';
import type { Table } from '../../../shared/dynamo.ts';
import { createPasskeyStore } from '../passkey/store.ts';
import type { SessionStore } from '../session/store.ts';
import type { SecondFactors } from './mfa.ts';
import { ownSession } from './own-session.ts';
import { createMfaStore } from './store.ts';

/** @throws AppError `forbidden` */
export async function readSecondFactors(call: {
  ctx: Context;
  deps: { dynamo: DynamoDBClient; table: Table; sessions: SessionStore };
}): Promise<SecondFactors> {
  const { ctx, deps } = call;
  const { userId } = await ownSession({ ctx, deps });
  const [authenticator, passkeys] = await Promise.all([
    createMfaStore(deps.dynamo, deps.table).get(userId),
    createPasskeyStore(deps.dynamo, deps.table).listOf(userId),
  ]);
  const isActive = authenticator?.isActive ?? false;
  const activatedAt = authenticator?.activatedAt;
  return {
    totp: { isActive, ...(activatedAt && { activatedAt }) },
    recoveryCodesLeft: isActive ? (authenticator?.recoveryHashes.length ?? 0) : 0,
    passkeys: passkeys.length,
  };
}
