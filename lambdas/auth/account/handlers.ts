import type { Handlers } from '../../../shared/route.ts';
import { createAuditStore } from '../audit/store.ts';
import type { AuthDeps } from '../deps.ts';
import { createMemberStore } from '../member/store.ts';
import { restoreAccountPage } from '../page/restore-account.ts';
import type { accountContract } from './contract.ts';
import { deleteAccount } from './delete-account.ts';
import { exportMe } from './export-me.ts';
import { readMe } from './read-me.ts';
import { restoreAccount } from './restore-account.ts';
import { createAccountStore } from './store.ts';
import { updateMe } from './update-me.ts';

export function accountHandlers(base: AuthDeps): Handlers<typeof accountContract> {
  const deps = {
    ...base,
    accounts: createAccountStore(base.table),
    audit: createAuditStore(base.dynamo, base.table),
    members: createMemberStore(base.table),
  };
  return {
    getMe: ({ ctx }) => readMe({ ctx, deps }),
    updateMe: ({ ctx, body }) => updateMe({ ctx, deps, input: body }),
    exportMe: ({ ctx, query }) => exportMe({ ctx, deps, input: query }),
    deleteMe: ({ ctx, body }) => deleteAccount({ ctx, deps, input: body }),
    restoreAccount: ({ ctx, body }) => restoreAccount({ ctx, deps, input: body }),
    restoreAccountPage: async ({ query }) => restoreAccountPage(query.token),
  };
}
