import { lazyHandlers } from '../../shared/lazy-handlers.ts';
import type { Handlers } from '../../shared/route.ts';
import { accountContract } from './account/contract.ts';
import { apiKeyContract } from './api-key/contract.ts';
import { auditContract } from './audit/contract.ts';
import { clientContract } from './client/contract.ts';
import type { authContract } from './contract.ts';
import { type AuthBase, authDeps } from './deps.ts';
import { deviceContract } from './device/contract.ts';
import { exchangeContract } from './exchange/contract.ts';
import { invitationContract } from './invitation/contract.ts';
import { memberContract } from './member/contract.ts';
import { mfaContract } from './mfa/contract.ts';
import { oauthContract } from './oauth/contract.ts';
import { organizationContract } from './organization/contract.ts';
import { passkeyContract } from './passkey/contract.ts';
import { projectContract } from './project/contract.ts';
import { roleContract } from './role/contract.ts';
import { sessionContract } from './session/contract.ts';
import { teamContract } from './team/contract.ts';
import { tokenContract } from './token/contract.ts';
import { userContract } from './user/contract.ts';

/** Which verb answers which route: each area says it for its own, and is loaded when it is asked. */
export function authHandlers(base: AuthBase): Handlers<typeof authContract> {
  const deps = authDeps(base);
  return {
    ...lazyHandlers(accountContract, async () => {
      const { accountHandlers } = await import('./account/handlers.ts');
      return accountHandlers(deps);
    }),
    ...lazyHandlers(apiKeyContract, async () => {
      const { apiKeyHandlers } = await import('./api-key/handlers.ts');
      return apiKeyHandlers(deps);
    }),
    ...lazyHandlers(auditContract, async () => {
      const { auditHandlers } = await import('./audit/handlers.ts');
      return auditHandlers(deps);
    }),
    ...lazyHandlers(clientContract, async () => {
      const { clientHandlers } = await import('./client/handlers.ts');
      return clientHandlers(deps);
    }),
    ...lazyHandlers(deviceContract, async () => {
      const { deviceHandlers } = await import('./device/handlers.ts');
      return deviceHandlers(deps);
    }),
    ...lazyHandlers(exchangeContract, async () => {
      const { exchangeHandlers } = await import('./exchange/handlers.ts');
      return exchangeHandlers(deps);
    }),
    ...lazyHandlers(invitationContract, async () => {
      const { invitationHandlers } = await import('./invitation/handlers.ts');
      return invitationHandlers(deps);
    }),
    ...lazyHandlers(memberContract, async () => {
      const { memberHandlers } = await import('./member/handlers.ts');
      return memberHandlers(deps);
    }),
    ...lazyHandlers(mfaContract, async () => {
      const { mfaHandlers } = await import('./mfa/handlers.ts');
      return mfaHandlers(deps);
    }),
    ...lazyHandlers(oauthContract, async () => {
      const { oauthHandlers } = await import('./oauth/handlers.ts');
      return oauthHandlers(deps);
    }),
    ...lazyHandlers(organizationContract, async () => {
      const { organizationHandlers } = await import('./organization/handlers.ts');
      return organizationHandlers(deps);
    }),
    ...lazyHandlers(passkeyContract, async () => {
      const { passkeyHandlers } = await import('./passkey/handlers.ts');
      return passkeyHandlers(deps);
    }),
    ...lazyHandlers(projectContract, async () => {
      const { projectHandlers } = await import('./project/handlers.ts');
      return projectHandlers(deps);
    }),
    ...lazyHandlers(roleContract, async () => {
      const { roleHandlers } = await import('./role/handlers.ts');
      return roleHandlers(deps);
    }),
    ...lazyHandlers(sessionContract, async () => {
      const { sessionHandlers } = await import('./session/handlers.ts');
      return sessionHandlers(deps);
    }),
    ...lazyHandlers(teamContract, async () => {
      const { teamHandlers } = await import('./team/handlers.ts');
      return teamHandlers(deps);
    }),
    ...lazyHandlers(tokenContract, async () => {
      const { tokenHandlers } = await import('./token/handlers.ts');
      return tokenHandlers(deps);
    }),
    ...lazyHandlers(userContract, async () => {
      const { userHandlers } = await import('./user/handlers.ts');
      return userHandlers(deps);
    }),
  };
}
