import type { Handlers } from '../../../shared/route.ts';
import type { AuthDeps } from '../deps.ts';
import type { passkeyContract } from './contract.ts';

export function passkeyHandlers(_: AuthDeps): Handlers<typeof passkeyContract> {
  return {};
}
