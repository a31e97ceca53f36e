import type { PublicContext } from '../../../shared/context.ts';
import { AppError } from '../../../shared/errors.ts';
import { hashLinkToken } from '../link/link-token.ts';
import type { LinkStore } from '../link/store.ts';
import type { UserStore } from './store.ts';
import type { User } from './user.ts';

/** @throws AppError `invalid_link` */
export async function verifyEmail(call: {
  ctx: PublicContext;
  deps: { users: UserStore; links: LinkStore };
  input: { token: string };
}): Promise<{ user: User }> {
  const { ctx, deps, input } = call;
  const hash = hashLinkToken(input.token);
  const link = await deps.links.find(hash, 'verify-email', ctx.now);
  const user = link && (await deps.users.get(link.subject));
  if (!user || !(await deps.users.markVerified(user.id, deps.links.use(hash)))) {
    throw new AppError('invalid_link', 'This link is unknown, was used, or is older than 24 hours.');
  }
  return { user: { ...user, isEmailVerified: true } };
}
