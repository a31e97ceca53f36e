import type { Context } from '../../../shared/context.ts';
import type { Publish } from '../../../shared/events.ts';
import { requestMail } from '../mail/request-mail.ts';

/** Mails the person that something about their log-in changed, so that a change by somebody else is noticed. */
export async function tellChange(call: {
  ctx: Context;
  deps: { publish: Publish };
  input: { change: string };
}): Promise<void> {
  const { ctx, deps, input } = call;
  const facts = { change: input.change, time: new Date(ctx.now).toUTCString() };
  const mail = { kind: 'second-factor-changed', userId: ctx.actor.id, orgId: ctx.orgId, facts } as const;
  await requestMail({ ctx, deps, input: mail });
}
