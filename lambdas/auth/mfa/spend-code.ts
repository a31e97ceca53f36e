import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { PublicContext } from '../../../shared/context.ts';
import type { Table } from '../../../shared/dynamo.ts';
import { recorded } from '../audit/recorded.ts';
import { createOrganizationStore } from '../organization/store.ts';
import type { LoadSigningKey } from '../token/signer.ts';
import type { Authenticator } from './mfa.ts';
import { hashRecoveryCode } from './recovery-code.ts';
import { createMfaStore, type MfaStore } from './store.ts';
import { digitsOf, stepOf } from './totp.ts';
import { open } from './vault.ts';

export interface CodeDeps {
  readonly dynamo: DynamoDBClient;
  readonly table: Table;
  readonly loadSigningKey: LoadSigningKey;
}

/** Uses a code up, for exactly one of any number of parallel callers. Undefined when it is wrong or was used before. */
export async function spendCode(call: {
  ctx: PublicContext;
  deps: CodeDeps;
  input: { authenticator: Authenticator; code: string };
}): Promise<'otp' | 'recovery' | undefined> {
  const { ctx, deps, input } = call;
  const { authenticator, code } = input;
  const store = createMfaStore(deps.dynamo, deps.table);
  const digits = digitsOf(code);
  if (digits !== undefined) {
    const step = await stepOf(await secretOf(deps, authenticator), digits, ctx.now);
    return step !== undefined && (await store.useStep(authenticator, step)) ? 'otp' : undefined;
  }
  const hash = hashRecoveryCode(authenticator.userId, code);
  return hash && (await spendRecoveryCode(ctx, deps, store, authenticator.userId, hash)) ? 'recovery' : undefined;
}

export async function secretOf(
  deps: { loadSigningKey: LoadSigningKey },
  { userId, sealedSecret }: Authenticator,
): Promise<string> {
  const { vaultKey } = await deps.loadSigningKey();
  return open(vaultKey, userId, sealedSecret);
}

/** Two different codes used at once stand in each other's way; the one that came second looks again. */
async function spendRecoveryCode(ctx: PublicContext, deps: CodeDeps, store: MfaStore, userId: string, hash: string) {
  const memberships = await createOrganizationStore(deps.table).membershipsOf(userId);
  for (
    let current = await store.get(userId);
    current?.recoveryHashes.includes(hash);
    current = await store.get(userId)
  ) {
    const left = current.recoveryHashes.length - 1;
    const records = memberships.slice(0, 1).map(({ orgId }) =>
      recorded(deps.table, ctx, {
        ...{ orgId, action: 'recovery-code.used', target: { type: 'user', id: userId } },
        actor: { type: 'user', id: userId },
        after: { recoveryCodesLeft: left },
      }),
    );
    if (await store.useRecoveryCode(current, hash, records)) return true;
  }
  return false;
}
