import type { PublicContext } from '../../../shared/context.ts';
import { sendOrKeep } from '../../../shared/outbox.ts';
import type { AuthDeps } from '../deps.ts';
import { mailed } from '../mail/mailed.ts';
import { countAttempt } from '../throttle/count-attempt.ts';
import { holdNetwork } from '../throttle/hold-network.ts';
import { homeOf } from './home-of.ts';
import { nobody } from './user.ts';

/**
 * Answers the same whether or not the address is known or verified: a mail is asked for in any case, and the mailer finds
 * out who needs one. At most three an hour.
 * @throws AppError `too_many_attempts` from one network
 */
export async function resendVerification(call: {
  ctx: PublicContext;
  deps: AuthDeps;
  input: { email: string };
}): Promise<{ status: 'accepted' }> {
  const { ctx, deps, input } = call;
  await holdNetwork({ ctx, deps, input: { limit: 'mail' } });
  const about = { limit: 'verification-mail', subject: input.email } as const;
  const { isOver } = await countAttempt({ ctx, deps, input: about });
  if (isOver) return { status: 'accepted' };
  const userId = (await deps.users.findByEmail(input.email))?.id ?? nobody.userId;
  const orgId = await homeOf(deps.organizations, userId);
  await sendOrKeep(deps, mailed(deps.table, ctx, { kind: 'verify-email', userId, orgId }));
  return { status: 'accepted' };
}
