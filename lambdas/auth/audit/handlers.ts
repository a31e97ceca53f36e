import type { Handlers } from '../../../shared/route.ts';
import type { AuthDeps } from '../deps.ts';
import type { auditContract } from './contract.ts';

export function auditHandlers(_: AuthDeps): Handlers<typeof auditContract> {
  return {};
}
