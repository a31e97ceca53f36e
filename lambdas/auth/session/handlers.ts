import type { Handlers } from '../../../shared/route.ts';
import type { AuthDeps } from '../deps.ts';
import type { sessionContract } from './contract.ts';
import { logIn } from './log-in.ts';
import { logOut } from './log-out.ts';
import { refresh } from './refresh.ts';

export function sessionHandlers(deps: AuthDeps): Handlers<typeof sessionContract> {
  return {
    logIn: ({ ctx, body }) => logIn({ ctx, deps, input: body }),
    refresh: ({ ctx, body }) => refresh({ ctx, deps, input: body }),
    logOut: async ({ body }) => void (await logOut({ deps, input: body })),
  };
}
