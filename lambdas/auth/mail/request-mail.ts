import type { PublicContext } from '../../../shared/context.ts';
import type { Publish } from '../../../shared/events.ts';
import { newId } from '../../../shared/id.ts';
import { type MailRequest, mailRequested } from '../events.ts';

/** The mail itself is sent by `on-mail-requested`, so that a slow mail service never slows a request. */
export async function requestMail(call: {
  ctx: PublicContext;
  deps: { publish: Publish };
  input: MailRequest & { orgId: string };
}): Promise<void> {
  const { ctx, deps, input } = call;
  const { orgId, ...data } = input;
  await deps.publish(mailRequested, {
    ...{ id: newId('event', ctx.now), orgId, occurredAt: new Date(ctx.now).toISOString() },
    data,
  });
}
