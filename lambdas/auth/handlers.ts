import type { Handlers } from '../../shared/route.ts';
import { accountHandlers } from './account/handlers.ts';
import { apiKeyHandlers } from './api-key/handlers.ts';
import { auditHandlers } from './audit/handlers.ts';
import { clientHandlers } from './client/handlers.ts';
import type { authContract } from './contract.ts';
import { type AuthBase, authDeps } from './deps.ts';
import { deviceHandlers } from './device/handlers.ts';
import { exchangeHandlers } from './exchange/handlers.ts';
import { invitationHandlers } from './invitation/handlers.ts';
import { memberHandlers } from './member/handlers.ts';
import { mfaHandlers } from './mfa/handlers.ts';
import { oauthHandlers } from './oauth/handlers.ts';
import { organizationHandlers } from './organization/handlers.ts';
import { passkeyHandlers } from './passkey/handlers.ts';
import { projectHandlers } from './project/handlers.ts';
import { roleHandlers } from './role/handlers.ts';
import { sessionHandlers } from './session/handlers.ts';
import { teamHandlers } from './team/handlers.ts';
import { tokenHandlers } from './token/handlers.ts';
import { userHandlers } from './user/handlers.ts';

/** Which verb answers which route: each area says it for its own. */
export function authHandlers(base: AuthBase): Handlers<typeof authContract> {
  const deps = authDeps(base);
  return {
    ...accountHandlers(deps),
    ...apiKeyHandlers(deps),
    ...auditHandlers(deps),
    ...clientHandlers(deps),
    ...deviceHandlers(deps),
    ...exchangeHandlers(deps),
    ...invitationHandlers(deps),
    ...memberHandlers(deps),
    ...mfaHandlers(deps),
    ...oauthHandlers(deps),
    ...organizationHandlers(deps),
    ...passkeyHandlers(deps),
    ...projectHandlers(deps),
    ...roleHandlers(deps),
    ...sessionHandlers(deps),
    ...teamHandlers(deps),
    ...tokenHandlers(deps),
    ...userHandlers(deps),
  };
}
