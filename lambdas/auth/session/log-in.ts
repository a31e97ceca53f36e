import { randomBytes } from 'node:crypto';
import type { PublicContext } from '../../../shared/context.ts';
import { AppError } from '../../../shared/errors.ts';
import { newId } from '../../../shared/id.ts';
import type { Membership } from '../organization/organization.ts';
import type { OrganizationStore } from '../organization/store.ts';
import type { LoadSigningKey } from '../token/signer.ts';
import { isPassword, spendPasswordTime } from '../user/password.ts';
import type { UserStore } from '../user/store.ts';
import type { StoredUser } from '../user/user.ts';
import { issueTokens } from './issue-tokens.ts';
import { refreshTokenMs, type Session, type Tokens } from './session.ts';
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
  const membership = await chooseMembership(deps.organizations, user.id, input.organizationId);
  const organization = await deps.organizations.get(membership.orgId);
  if (!organization) throw new Error(`The organization ${membership.orgId} has a member but no record.`);
  const session: Session = {
    id: newId('session', ctx.now),
    userId: user.id,
    orgId: membership.orgId,
    generation: 1,
    salt: randomBytes(16).toString('base64url'),
    createdAt: new Date(ctx.now).toISOString(),
    expiresAt: ctx.now + refreshTokenMs,
  };
  await deps.sessions.create(session);
  return issueTokens(await deps.loadSigningKey(), deps.apiUrl, { session, membership, organization }, ctx.now);
}

async function checkPassword(users: UserStore, input: { email: string; password: string }): Promise<StoredUser> {
  const user = await users.findByEmail(input.email);
  if (!user) await spendPasswordTime(input.password);
  else if (await isPassword(input.password, user.passwordHash)) return user;
  throw new AppError('invalid_credentials', 'The e-mail address or the password is wrong.');
}

/** Without a wish it is the organization that one joined first. */
async function chooseMembership(organizations: OrganizationStore, userId: string, wish?: string): Promise<Membership> {
  const memberships = (await organizations.membershipsOf(userId)).sort((a, b) => a.joinedAt.localeCompare(b.joinedAt));
  const chosen = wish ? memberships.find(({ orgId }) => orgId === wish) : memberships[0];
  if (!chosen) throw new AppError('not_found', 'You are not a member of this organization.');
  return chosen;
}
