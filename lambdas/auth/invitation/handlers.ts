import type { Handlers } from '../../../shared/route.ts';
import type { AuthDeps } from '../deps.ts';
import type { invitationContract } from './contract.ts';

export function invitationHandlers(_: AuthDeps): Handlers<typeof invitationContract> {
  return {};
}
