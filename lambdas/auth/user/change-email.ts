import { randomUUID } from 'node:crypto';
import type { Context } from '../../../shared/context.ts';
import { AppError } from '../../../shared/errors.ts';
import { sendOrKeep } from '../../../shared/outbox.ts';
import type { AuthDeps } from '../deps.ts';
import { linkLifetimes } from '../link/link.ts';
import { mailed } from '../mail/mailed.ts';
import { countAttempt, tooManyAttempts } from '../throttle/count-attempt.ts';
import { checkCurrentPassword } from './check-current-password.ts';

/**
 * Asks the owner of a new address to confirm it; until then the old one stays. Whether the address belongs to an account
 * already is not told here, but to whoever opens the mail.
 * @throws AppError `forbidden` for an app or a key, `invalid_credentials`, `conflict` for one's own address, `too_many_attempts`
 */
export async function changeEmail(call: {
  ctx: Context;
  deps: AuthDeps;
  input: { email: string; password: string; totp?: string | undefined };
}): Promise<{ status: 'accepted' }> {
  const { ctx, deps, input } = call;
  const user = await checkCurrentPassword({ ctx, deps, input: { password: input.password, code: input.totp } });
  if (user.email === input.email) throw new AppError('conflict', 'This is the address that you have.');
  const { isOver, until } = await countAttempt({ ctx, deps, input: { limit: 'email-change', subject: user.id } });
  if (isOver) throw tooManyAttempts(until, ctx.now);
  const expiresAt = ctx.now + linkLifetimes['confirm-email-change'];
  await deps.users.putEmailChange(user.id, { id: randomUUID(), email: input.email, expiresAt });
  await sendOrKeep(deps, mailed(deps.table, ctx, { kind: 'confirm-email-change', userId: user.id, orgId: ctx.orgId }));
  return { status: 'accepted' };
}
