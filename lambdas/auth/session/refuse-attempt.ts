import type { PublicContext } from '../../../shared/context.ts';
import { transact } from '../../../shared/dynamo-transaction.ts';
import { sendOutgoing } from '../../../shared/outbox.ts';
import { recorded } from '../audit/recorded.ts';
import type { AuthDeps } from '../deps.ts';
import { mailed } from '../mail/mailed.ts';
import type { Attempt } from '../throttle/count-attempt.ts';
import { accountLimits } from '../throttle/throttle.ts';
import { homeOf } from '../user/home-of.ts';
import { nobody, type StoredUser } from '../user/user.ts';

/**
 * What follows a failed attempt: it is recorded, and the last one locks the account and mails its owner, once. For an unknown
 * address the same is done in vain, in as many calls.
 */
export async function refuseAttempt(call: {
  ctx: PublicContext;
  deps: AuthDeps;
  input: { attempt: Attempt; user: StoredUser | undefined; reason: string };
}): Promise<void> {
  const { ctx, deps } = call;
  const { attempt, user, reason } = call.input;
  const userId = user?.id ?? nobody.userId;
  const orgId = await homeOf(deps.organizations, userId);
  const record =
    orgId === nobody.orgId
      ? undefined
      : recorded(deps.table, ctx, {
          ...{ orgId, outcome: 'failure', target: { type: 'user', id: userId }, after: { reason } },
          action: attempt.isLast ? 'session.locked' : 'session.refused',
        });
  await deps.throttle.keepRecord(attempt.key, record?.put, ctx.now);
  if (attempt.isLast) await lock({ ctx, deps, input: { key: attempt.key, userId, orgId } });
}

async function lock(call: {
  ctx: PublicContext;
  deps: AuthDeps;
  input: { key: string; userId: string; orgId: string };
}): Promise<void> {
  const { ctx, deps } = call;
  const { key, userId, orgId } = call.input;
  const until = ctx.now + accountLimits['log-in'].windowMs;
  const facts = { time: new Date(ctx.now).toISOString(), until: new Date(until).toISOString() };
  const mail = mailed(deps.table, ctx, { kind: 'account-locked', userId, orgId, facts });
  await transact(deps.dynamo, [deps.throttle.locked(key, until), mail.write]);
  await sendOutgoing(deps, [mail]);
}
