import { accountContract } from './account/contract.ts';
import { apiKeyContract } from './api-key/contract.ts';
import { auditContract } from './audit/contract.ts';
import { clientContract } from './client/contract.ts';
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

/** For the documentation. */
export { permissionMatrix, roles } from './role/role.ts';

/** Every route of the service; each area keeps its own. */
export const authContract = {
  ...accountContract,
  ...apiKeyContract,
  ...auditContract,
  ...clientContract,
  ...deviceContract,
  ...exchangeContract,
  ...invitationContract,
  ...memberContract,
  ...mfaContract,
  ...oauthContract,
  ...organizationContract,
  ...passkeyContract,
  ...projectContract,
  ...roleContract,
  ...sessionContract,
  ...teamContract,
  ...tokenContract,
  ...userContract,
} as const;
