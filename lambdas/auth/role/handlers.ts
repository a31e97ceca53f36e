import type { Handlers } from '../../../shared/route.ts';
import type { AuthDeps } from '../deps.ts';
import type { roleContract } from './contract.ts';

export function roleHandlers(_: AuthDeps): Handlers<typeof roleContract> {
  return {};
}
