import type { PublicContext } from '../../../shared/context.ts';
import { AppError } from '../../../shared/errors.ts';
import { chooseMembership } from '../organization/choose-membership.ts';
import type { OrganizationStore } from '../organization/store.ts';
import type { LoadSigningKey } from '../token/signer.ts';
import { isPassword, spendPasswordTime } from '../user/password.ts';
import type { UserStore } from '../user/store.ts';
import type { StoredUser } from '../user/user.ts';
import { issueTokens } from './issue-tokens.ts';
import type { Tokens } from './session.ts';
import { startSession } from './start-session.ts';
import type { SessionStore } from './store.ts';

/** @throws AppError `invalid_credentials`, `email_not_verified`, or `not_found` for an organization that one is not in */
export async function logIn(call: {
  ctx: PublicContext;
  deps: {
    users: UserStore;
    organizations: OrganizationStore;
    sessions: SessionStore;
    loadSigningKey: LoadSigningKey;
    apiUrl: string;
  };
  input: { email: string; password: string; organizationId?: string };
}): Promise<Tokens> {
  const { ctx, deps, input } = call;
  const user = await checkPassword(deps.users, input);
  if (!user.isEmailVerified) {
    throw new AppError('email_not_verified', 'Open the link in the mail that we sent you, then log in.');
  }
  const { orgId } = await chooseMembership(deps.organizations, user.id, input.organizationId);
  const about = { userId: user.id, orgId, scope: 'full', methods: ['pwd' as const] };
  const session = await startSession({ ctx, deps, input: about });
  return issueTokens(await deps.loadSigningKey(), deps.apiUrl, session, ctx.now);
}

async function checkPassword(users: UserStore, input: { email: string; password: string }): Promise<StoredUser> {
  const user = await users.findByEmail(input.email);
  if (!user) await spendPasswordTime(input.password);
  else if (await isPassword(input.password, user.passwordHash)) return user;
  throw new AppError('invalid_credentials', 'The e-mail address or the password is wrong.');
}
