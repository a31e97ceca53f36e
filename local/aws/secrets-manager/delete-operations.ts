import { z } from 'zod';
import { inTransaction } from '../database.ts';
import type { JsonOperation } from '../json-service.ts';
import { parseInput } from '../parse-input.ts';
import { access } from './access.ts';
import { findSecret, mustFindLiving, mustFindSecret, type SecretsContext } from './context.ts';
import { invalidParameter } from './error.ts';
import { nameInArn, secretArn } from './secret-arn.ts';

const code = 'InvalidParameterException';
const SecretId = z.string().min(1).max(2048);
const DeleteSecret = z.strictObject({
  SecretId,
  RecoveryWindowInDays: z.number().int().optional(),
  ForceDeleteWithoutRecovery: z.boolean().optional(),
});

const dayMs = 86_400_000;

export function deleteOperations(context: SecretsContext): Record<string, JsonOperation> {
  return {
    DeleteSecret: {
      access: access(context, 'DeleteSecret'),
      run: (input) => deleteSecret(context, parseInput(DeleteSecret, input, code)),
    },
    RestoreSecret: {
      access: access(context, 'RestoreSecret'),
      run(input) {
        const { SecretId: id } = parseInput(z.strictObject({ SecretId }), input, code);
        const { deletedAt: _deletedAt, ...secret } = mustFindSecret(context, id);
        context.store.put(secret);
        return { ARN: secret.arn, Name: secret.name };
      },
    },
  };
}

/** https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_DeleteSecret.html */
function deleteSecret(context: SecretsContext, input: z.infer<typeof DeleteSecret>) {
  const { SecretId: id, RecoveryWindowInDays: days, ForceDeleteWithoutRecovery: isForced } = input;
  if (isForced && days !== undefined) {
    const problem = "You can't use ForceDeleteWithoutRecovery in conjunction with RecoveryWindowInDays.";
    throw invalidParameter(problem);
  }
  if (days !== undefined && (days < 7 || days > 30)) {
    throw invalidParameter('The RecoveryWindowInDays value must be between 7 and 30 days (inclusive).');
  }
  if (isForced) return forceDelete(context, id);
  const secret = mustFindLiving(context, id);
  const deletedAt = context.clock.now() + (days ?? 30) * dayMs;
  context.store.put({ ...secret, deletedAt });
  return { ARN: secret.arn, Name: secret.name, DeletionDate: deletedAt / 1000 };
}

/** Succeeds for a secret that does not exist, too. */
function forceDelete(context: SecretsContext, id: string) {
  const secret = findSecret(context, id);
  const name = secret?.name ?? nameInArn(id) ?? id;
  inTransaction(context.database, () => context.store.remove(name));
  return { ARN: secret?.arn ?? secretArn(name), Name: name, DeletionDate: context.clock.now() / 1000 };
}
