import type { Context } from '../../../shared/context.ts';
import { AppError } from '../../../shared/errors.ts';
import { sendOutgoing } from '../../../shared/outbox.ts';
import { recorded } from '../audit/recorded.ts';
import type { AuthDeps } from '../deps.ts';
import { changeTold } from './change-told.ts';
import type { RecoveryCodes } from './mfa.ts';
import { ownSession } from './own-session.ts';
import { changedMeanwhile, limitAttempts } from './reauthenticate.ts';
import { hashRecoveryCodes, newRecoveryCodes } from './recovery-code.ts';
import { secretOf } from './spend-code.ts';
import { createMfaStore } from './store.ts';
import { digitsOf, stepOf } from './totp.ts';

/**
 * Makes the enrolled app the second factor, once a code shows that it works, and gives the recovery codes.
 * @throws AppError `conflict` without an enrolment of the last 15 minutes, `forbidden`, `invalid_credentials`, `too_many_attempts`
 */
export async function activateTotp(call: {
  ctx: Context;
  deps: AuthDeps;
  input: { code: string };
}): Promise<RecoveryCodes> {
  const { ctx, deps, input } = call;
  const { userId } = await ownSession({ ctx, deps });
  const store = createMfaStore(deps.dynamo, deps.table);
  const enrolled = await store.get(userId);
  if (!enrolled || enrolled.isActive || (enrolled.expiresAt ?? 0) <= ctx.now) {
    throw new AppError('conflict', 'There is no enrolment that waits for a code. Enroll first.');
  }
  const { forget } = await limitAttempts(ctx, deps, userId);
  const digits = digitsOf(input.code);
  const step = digits && (await stepOf(await secretOf(deps, enrolled), digits, ctx.now));
  if (!step)
    throw new AppError('invalid_credentials', 'The code is wrong. Check that the clock of the phone is right.');
  const recoveryCodes = newRecoveryCodes();
  const recoveryHashes = hashRecoveryCodes(userId, recoveryCodes);
  const target = { type: 'user', id: userId };
  const record = recorded(deps.table, ctx, { orgId: ctx.orgId, action: 'totp.activated', target });
  const told = changeTold(deps.table, ctx, 'An authenticator app was added to your account');
  const at = new Date(ctx.now).toISOString();
  if (!(await store.activate(enrolled, { step, recoveryHashes, at }, [record, forget, told.write])))
    throw changedMeanwhile();
  await sendOutgoing(deps, [told]);
  return { recoveryCodes };
}
