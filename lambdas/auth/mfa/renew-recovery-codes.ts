import type { Context } from '../../../shared/context.ts';
import { sendOutgoing } from '../../../shared/outbox.ts';
import { recorded } from '../audit/recorded.ts';
import type { AuthDeps } from '../deps.ts';
import { changeTold } from './change-told.ts';
import type { RecoveryCodes } from './mfa.ts';
import { changedMeanwhile, confirmSecondFactor } from './reauthenticate.ts';
import { hashRecoveryCodes, newRecoveryCodes } from './recovery-code.ts';
import { createMfaStore } from './store.ts';

/**
 * Gives new recovery codes; the old ones are void.
 * @throws AppError `conflict` without a second factor, `forbidden`, `invalid_credentials`, `too_many_attempts`
 */
export async function renewRecoveryCodes(call: {
  ctx: Context;
  deps: AuthDeps;
  input: { password: string; code: string };
}): Promise<RecoveryCodes> {
  const { ctx, deps, input } = call;
  const { authenticator, forget } = await confirmSecondFactor({ ctx, deps, input });
  const { userId } = authenticator;
  const recoveryCodes = newRecoveryCodes();
  const hashes = hashRecoveryCodes(userId, recoveryCodes);
  const target = { type: 'user', id: userId };
  const record = recorded(deps.table, ctx, { orgId: ctx.orgId, action: 'recovery-codes.renewed', target });
  const told = changeTold(deps.table, ctx, 'New recovery codes were made for your account');
  const store = createMfaStore(deps.dynamo, deps.table);
  if (!(await store.renewRecoveryCodes(authenticator, hashes, [record, forget, told.write]))) throw changedMeanwhile();
  await sendOutgoing(deps, [told]);
  return { recoveryCodes };
}
