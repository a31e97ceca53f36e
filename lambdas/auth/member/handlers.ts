import type { Handlers } from '../../../shared/route.ts';
import type { AuthDeps } from '../deps.ts';
import type { memberContract } from './contract.ts';

export function memberHandlers(_: AuthDeps): Handlers<typeof memberContract> {
  return {};
}
