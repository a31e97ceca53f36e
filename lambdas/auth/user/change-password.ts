import type { Context } from '../../../shared/context.ts';
import { AppError } from '../../../shared/errors.ts';
import { sendOutgoing } from '../../../shared/outbox.ts';
import { recorded } from '../audit/recorded.ts';
import type { AuthDeps } from '../deps.ts';
import { mailed } from '../mail/mailed.ts';
import { endSessions } from '../session/end-sessions.ts';
import { checkCurrentPassword } from './check-current-password.ts';
import { badPassword, requireGoodPassword } from './require-good-password.ts';

/**
 * Sets a new password by the old one. All other sessions end.
 * @throws AppError `forbidden` for an app or a key, `invalid_credentials`, `validation_failed`, `too_many_attempts`, or
 * `conflict` when the password was changed elsewhere at the same time
 */
export async function changePassword(call: {
  ctx: Context;
  deps: AuthDeps;
  input: { currentPassword: string; newPassword: string; totp?: string | undefined };
}): Promise<void> {
  const { ctx, deps, input } = call;
  const { newPassword } = input;
  const user = await checkCurrentPassword({ ctx, deps, input: { password: input.currentPassword, code: input.totp } });
  const names = [user.name, (await deps.organizations.get(ctx.orgId))?.name];
  await requireGoodPassword({ password: newPassword, field: 'newPassword', email: user.email, names });
  if (newPassword === input.currentPassword) throw badPassword('newPassword', 'This is the password that you have');
  const passwordHash = await deps.passwords.hash(newPassword);
  const target = { type: 'user', id: user.id };
  const record = recorded(deps.table, ctx, { orgId: ctx.orgId, action: 'password.changed', target });
  const facts = { time: new Date(ctx.now).toISOString() };
  const mail = mailed(deps.table, ctx, { kind: 'password-changed', userId: user.id, orgId: ctx.orgId, facts });
  const change = { user, passwordHash, now: ctx.now, keptSessionId: ctx.sessionId ?? '' };
  if (!(await deps.users.changePassword(change, [record, mail.write]))) {
    throw new AppError('conflict', 'The password was changed elsewhere at the same time.');
  }
  await endSessions({ ctx, deps, input: { userId: user.id, keptSessionId: ctx.sessionId } });
  await sendOutgoing(deps, [mail]);
}
