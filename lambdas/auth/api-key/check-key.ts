import type { AuthorizerContext } from '../../../shared/context.ts';
import type { Presented } from '../token/authorize.ts';
import type { Credential } from './api-key.ts';
import { permissionsOf } from './scope.ts';
import { hashSecret, isWellFormedSecret } from './secret.ts';

export interface CheckKeyDeps {
  readonly findCredential: (hash: string, now: number) => Promise<Credential | undefined>;
}

/** Who the bearer of an API key is. */
export async function checkKey(call: {
  deps: CheckKeyDeps;
  input: Presented & { scheme: string; secret: string };
}): Promise<AuthorizerContext> {
  const { deps, input } = call;
  if (!isWellFormedSecret(input.secret)) return rejected('The API key is mistyped: its checksum does not fit.');
  const key = await deps.findCredential(hashSecret(input.secret), input.now);
  if (!key) return rejected('The API key is unknown or revoked.');
  if (isExpired(key, input.now)) return rejected('The API key has expired.');
  return {
    outcome: 'authenticated',
    orgId: key.orgId,
    actorType: 'api-key',
    actorId: key.keyId,
    permissions: permissionsOf(key.scopes).join(' '),
    plan: key.plan,
  };
}

function isExpired(key: Credential, now: number): boolean {
  return key.expiresAt !== undefined && Date.parse(key.expiresAt) <= now;
}

function rejected(reason: string): AuthorizerContext {
  return { outcome: 'rejected', reason };
}
