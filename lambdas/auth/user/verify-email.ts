import type { PublicContext } from '../../../shared/context.ts';
import { AppError } from '../../../shared/errors.ts';
import { hashLinkToken } from './link-token.ts';
import type { UserStore } from './store.ts';
import type { User } from './user.ts';

/** @throws AppError `invalid_link` */
export async function verifyEmail(call: {
  ctx: PublicContext;
  deps: { users: UserStore };
  input: { token: string };
}): Promise<{ user: User }> {
  const { ctx, deps, input } = call;
  const user = await deps.users.verifyByLink(hashLinkToken(input.token), ctx.now);
  if (!user) throw new AppError('invalid_link', 'This link is unknown, was used, or is older than 24 hours.');
  return { user };
}
