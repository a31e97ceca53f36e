import type { Handlers } from '../../../shared/route.ts';
import type { AuthDeps } from '../deps.ts';
import type { exchangeContract } from './contract.ts';

export function exchangeHandlers(_: AuthDeps): Handlers<typeof exchangeContract> {
  return {};
}
