import type { JsonOperation } from '../json-service.ts';
import { type Access, account } from '../service.ts';
import { findSecret, type SecretsContext } from './context.ts';
import { secretArn } from './secret-arn.ts';

/** The permission on the secret; for its values with a customer key also what they need of that key. */
export function access(context: SecretsContext, action: string, keyActions: string[] = []): JsonOperation['access'] {
  return (input) => {
    const id = String(input.SecretId ?? input.Name);
    const secret = findSecret(context, id);
    const resource = secret?.arn ?? (id.startsWith('arn:') ? id : secretArn(id));
    const key = typeof input.KmsKeyId === 'string' ? input.KmsKeyId : secret?.kmsKeyId;
    return [{ action: `secretsmanager:${action}`, resource }, ...keyAccess(key, resource, keyActions)];
  };
}

/** https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html */
function keyAccess(key: string | undefined, secret: string, actions: readonly string[]): Access[] {
  if (!key?.startsWith('arn:')) return [];
  const context = {
    'kms:ViaService': `secretsmanager.${account.region}.amazonaws.com`,
    'kms:EncryptionContext:SecretARN': secret,
  };
  return actions.map((action) => ({ action: `kms:${action}`, resource: key, context }));
}
