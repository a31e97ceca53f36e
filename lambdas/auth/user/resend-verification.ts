import type { PublicContext } from '../../../shared/context.ts';
import type { Publish } from '../../../shared/events.ts';
import { requestMail } from '../mail/request-mail.ts';
import type { OrganizationStore } from '../organization/store.ts';
import type { UserStore } from './store.ts';

/** Answers the same whether or not the address is known or verified. */
export async function resendVerification(call: {
  ctx: PublicContext;
  deps: { users: UserStore; organizations: OrganizationStore; publish: Publish };
  input: { email: string };
}): Promise<{ status: 'accepted' }> {
  const { ctx, deps, input } = call;
  const user = await deps.users.findByEmail(input.email);
  if (user && !user.isEmailVerified) {
    const [membership] = await deps.organizations.membershipsOf(user.id);
    if (membership)
      await requestMail({ ctx, deps, input: { kind: 'verify-email', userId: user.id, orgId: membership.orgId } });
  }
  return { status: 'accepted' };
}
