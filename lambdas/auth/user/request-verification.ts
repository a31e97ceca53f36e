import type { PublicContext } from '../../../shared/context.ts';
import type { Publish } from '../../../shared/events.ts';
import { newId } from '../../../shared/id.ts';
import { verificationRequested } from '../events.ts';

/** The mail itself is sent by `on-verification-requested`, so that a slow mail service never slows a sign-up. */
export async function requestVerification(call: {
  ctx: PublicContext;
  deps: { publish: Publish };
  input: { userId: string; orgId: string };
}): Promise<void> {
  const { ctx, deps, input } = call;
  await deps.publish(verificationRequested, {
    id: newId('event', ctx.now),
    orgId: input.orgId,
    occurredAt: new Date(ctx.now).toISOString(),
    data: { userId: input.userId },
  });
}
