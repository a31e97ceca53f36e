import type { Handlers } from '../../../shared/route.ts';
import { createClientStore } from '../client/store.ts';
import type { AuthDeps } from '../deps.ts';
import { requirePerson } from '../user/require-person.ts';
import type { sessionContract } from './contract.ts';
import { endSessions } from './end-sessions.ts';
import { listSessions } from './list-sessions.ts';
import { logIn } from './log-in.ts';
import { logOut } from './log-out.ts';
import { refresh } from './refresh.ts';
import { revokeSession } from './revoke-session.ts';

export function sessionHandlers(base: AuthDeps): Handlers<typeof sessionContract> {
  const deps = { ...base, clients: createClientStore(base.dynamo, base.table) };
  return {
    logIn: ({ ctx, body }) => logIn({ ctx, deps, input: body }),
    refresh: ({ ctx, body }) => refresh({ ctx, deps, input: body }),
    logOut: async ({ ctx, body }) => void (await logOut({ ctx, deps, input: body })),
    listSessions: ({ ctx, query }) => listSessions({ ctx, deps, input: query }),
    revokeSession: async ({ ctx, params }) => void (await revokeSession({ ctx, deps, input: params })),
    endOtherSessions: async ({ ctx }) => {
      const input = { userId: requirePerson(ctx), keptSessionId: ctx.sessionId };
      return void (await endSessions({ ctx, deps, input }));
    },
  };
}
