import type { Handlers } from '../../../shared/route.ts';
import type { AuthDeps } from '../deps.ts';
import type { teamContract } from './contract.ts';

export function teamHandlers(_: AuthDeps): Handlers<typeof teamContract> {
  return {};
}
