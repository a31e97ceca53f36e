import type { Handlers } from '../../../shared/route.ts';
import type { AuthDeps } from '../deps.ts';
import type { deviceContract } from './contract.ts';

export function deviceHandlers(_: AuthDeps): Handlers<typeof deviceContract> {
  return {};
}
