import type { Handlers } from '../../../shared/route.ts';
import type { AuthDeps } from '../deps.ts';
import type { auditContract } from './contract.ts';
import { exportAuditLog } from './export-audit-log.ts';
import { listAuditLog } from './list-audit-log.ts';
import { readHead } from './read-head.ts';
import { createAuditStore } from './store.ts';
import { verifyAuditLog } from './verify-audit-log.ts';

export function auditHandlers(base: AuthDeps): Handlers<typeof auditContract> {
  const deps = { ...base, audit: createAuditStore(base.dynamo, base.table) };
  return {
    listAuditLog: ({ ctx, query }) => listAuditLog({ ctx, deps, input: query }),
    exportAuditLog: ({ ctx, query }) => exportAuditLog({ ctx, deps, input: query }),
    verifyAuditLog: ({ ctx, body }) => verifyAuditLog({ ctx, deps, input: body }),
    readAuditHead: ({ ctx }) => readHead({ ctx, deps }),
  };
}
