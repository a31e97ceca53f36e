import type { AuthorizerContext } from '../../../shared/context.ts';
import type { Credential } from '../api-key/api-key.ts';
import { permissionsOf } from '../api-key/scope.ts';
import { hashSecret, isWellFormedSecret, secretPrefix } from '../api-key/secret.ts';
import type { ApiKeyStore } from '../api-key/store.ts';
import type { VerifyAccessToken } from './access-token.ts';

/** Turns an `Authorization` header into who the caller is, or why not. A broken world throws; it is never an answer. */
export async function authorize(call: {
  deps: { findCredential: ApiKeyStore['findCredential']; verify: VerifyAccessToken };
  input: { header: string | undefined; now: number };
}): Promise<AuthorizerContext> {
  const { deps, input } = call;
  if (!input.header) return { outcome: 'anonymous' };
  const credential = /^Bearer +([\x21-\x2b\x2d-\x7e]+)$/i.exec(input.header)?.[1];
  if (!credential) return rejected('Send `Authorization: Bearer <access token or API key>`.');
  if (credential.startsWith(secretPrefix)) return byApiKey(deps, credential, input.now);
  const claims = await deps.verify(credential, input.now);
  if ('rejected' in claims) return rejected(claims.rejected);
  return {
    outcome: 'authenticated',
    orgId: claims.org,
    actorType: 'user',
    actorId: claims.sub,
    sessionId: claims.sid,
    permissions: claims.scope,
    plan: claims.plan,
  };
}

async function byApiKey(
  deps: { findCredential: ApiKeyStore['findCredential'] },
  secret: string,
  now: number,
): Promise<AuthorizerContext> {
  if (!isWellFormedSecret(secret)) return rejected('The API key is mistyped: its checksum does not fit.');
  const key = await deps.findCredential(hashSecret(secret));
  if (!key) return rejected('The API key is unknown or revoked.');
  if (isExpired(key, now)) return rejected('The API key has expired.');
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
