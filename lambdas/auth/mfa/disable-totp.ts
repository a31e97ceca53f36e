import type { Context } from '../../../shared/context.ts';
import { sendOutgoing } from '../../../shared/outbox.ts';
import { recorded } from '../audit/recorded.ts';
import type { AuthDeps } from '../deps.ts';
import { changeTold } from './change-told.ts';
import { changedMeanwhile, confirmSecondFactor } from './reauthenticate.ts';
import { createMfaStore } from './store.ts';

/**
 * Takes the authenticator app and all recovery codes away.
 * @throws AppError `conflict` without a second factor, `forbidden`, `invalid_credentials`, `too_many_attempts`
 */
export async function disableTotp(call: {
  ctx: Context;
  deps: AuthDeps;
  input: { password: string; code: string };
}): Promise<void> {
  const { ctx, deps, input } = call;
  const { authenticator, forget } = await confirmSecondFactor({ ctx, deps, input });
  const target = { type: 'user', id: authenticator.userId };
  const record = recorded(deps.table, ctx, { orgId: ctx.orgId, action: 'totp.disabled', target });
  const told = changeTold(deps.table, ctx, 'The authenticator app was removed from your account');
  if (!(await createMfaStore(deps.dynamo, deps.table).disable(authenticator, [record, forget, told.write])))
    throw changedMeanwhile();
  await sendOutgoing(deps, [told]);
}
