import type { Handlers } from '../../../shared/route.ts';
import type { AuthDeps } from '../deps.ts';
import type { clientContract } from './contract.ts';

export function clientHandlers(_: AuthDeps): Handlers<typeof clientContract> {
  return {};
}
