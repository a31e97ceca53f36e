import type { Plan } from '../../../shared/plan.ts';
import type { StoredKey } from './api-key.ts';
import type { Credential } from './credential/credential.ts';

/** What the authorizer has to know of a key, for the secret of this generation. */
export function credentialOf(key: StoredKey, plan: Plan): Credential {
  const { hash, orgId, id, generation, scopes, projectIds, allowedIps, burstPerMinute, expiresAt } = key;
  return { hash, orgId, keyId: id, generation, scopes, plan, projectIds, allowedIps, burstPerMinute, expiresAt };
}
