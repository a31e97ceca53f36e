import type { PublicContext } from '../../../shared/context.ts';
import { sendOrKeep } from '../../../shared/outbox.ts';
import type { AuthDeps } from '../deps.ts';
import { mailed } from '../mail/mailed.ts';
import { countAttempt } from '../throttle/count-attempt.ts';
import { holdNetwork } from '../throttle/hold-network.ts';
import { homeOf } from './home-of.ts';
import { recordedAtHome } from './recorded-at-home.ts';
import { nobody } from './user.ts';

/**
 * Answers the same, in as many calls, whether or not the address is known: a mail is asked for in any case, and the mailer
 * finds nobody to send it to. At most three an hour.
 * @throws AppError `too_many_attempts` from one network
 */
export async function forgotPassword(call: {
  ctx: PublicContext;
  deps: AuthDeps;
  input: { email: string };
}): Promise<{ status: 'accepted' }> {
  const { ctx, deps, input } = call;
  await holdNetwork({ ctx, deps, input: { limit: 'mail' } });
  const about = { limit: 'reset-mail', subject: input.email } as const;
  const { isOver, key } = await countAttempt({ ctx, deps, input: about });
  if (isOver) return { status: 'accepted' };
  const userId = (await deps.users.findByEmail(input.email))?.id ?? nobody.userId;
  const orgId = await homeOf(deps.organizations, userId);
  const [record] = recordedAtHome(deps.table, ctx, { orgId, userId, action: 'password.reset-requested' });
  await deps.throttle.keepRecord(key, record?.put, ctx.now);
  await sendOrKeep(deps, mailed(deps.table, ctx, { kind: 'reset-password', userId, orgId }));
  return { status: 'accepted' };
}
