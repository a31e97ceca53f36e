import type { Handlers } from '../../../shared/route.ts';
import type { AuthDeps } from '../deps.ts';
import type { accountContract } from './contract.ts';
import { readMe } from './read-me.ts';

export function accountHandlers(deps: AuthDeps): Handlers<typeof accountContract> {
  return {
    getMe: ({ ctx }) => readMe({ ctx, deps }),
  };
}
