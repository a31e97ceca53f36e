import type { Handlers } from '../../../shared/route.ts';
import type { AuthDeps } from '../deps.ts';
import type { mfaContract } from './contract.ts';

export function mfaHandlers(_: AuthDeps): Handlers<typeof mfaContract> {
  return {};
}
