import { z } from 'zod';
import { inTransaction } from '../database.ts';
import type { JsonOperation } from '../json-service.ts';
import { parseInput } from '../parse-input.ts';
import { AwsError } from '../service.ts';
import { access } from './access.ts';
import { findSecret, mustFindLiving, type SecretsContext } from './context.ts';
import { invalidRequest } from './error.ts';
import { checkValue, hasValue, putValue, ValueMembers } from './put-value.ts';
import { type Secret, TagList } from './secret.ts';
import { secretArn } from './secret-arn.ts';

const code = 'InvalidParameterException';
const SecretId = z.string().min(1).max(2048);
const CreateSecret = z.strictObject({
  Name: z
    .string()
    .min(1)
    .max(512)
    .regex(/^[\w/+=.@-]+$/),
  Description: z.string().max(2048).optional(),
  KmsKeyId: z.string().optional(),
  Tags: TagList.optional(),
  ...ValueMembers,
});
const UpdateSecret = z.strictObject({
  SecretId,
  Description: z.string().max(2048).optional(),
  KmsKeyId: z.string().optional(),
  ...ValueMembers,
});

export function secretOperations(context: SecretsContext): Record<string, JsonOperation> {
  return {
    CreateSecret: {
      access: access(context, 'CreateSecret', ['GenerateDataKey', 'Decrypt']),
      run: (input) => createSecret(context, parseInput(CreateSecret, input, code)),
    },
    UpdateSecret: {
      access: access(context, 'UpdateSecret', ['GenerateDataKey', 'Decrypt']),
      run: (input) => updateSecret(context, parseInput(UpdateSecret, input, code)),
    },
    TagResource: {
      access: access(context, 'TagResource'),
      run(input) {
        const { SecretId: id, Tags } = parseInput(z.strictObject({ SecretId, Tags: TagList }), input, code);
        const secret = mustFindLiving(context, id);
        const added = new Set(Tags.map(({ Key }) => Key));
        context.store.put({ ...secret, tags: [...secret.tags.filter(({ Key }) => !added.has(Key)), ...Tags] });
      },
    },
    UntagResource: {
      access: access(context, 'UntagResource'),
      run(input) {
        const schema = z.strictObject({ SecretId, TagKeys: z.array(z.string()) });
        const { SecretId: id, TagKeys } = parseInput(schema, input, code);
        const secret = mustFindLiving(context, id);
        context.store.put({ ...secret, tags: secret.tags.filter(({ Key }) => !TagKeys.includes(Key)) });
      },
    },
  };
}

function createSecret(context: SecretsContext, input: z.infer<typeof CreateSecret>) {
  const { Name: name, Description: description, KmsKeyId: kmsKeyId, Tags: tags = [], ...value } = input;
  checkValue(value);
  const existing = findSecret(context, name);
  if (existing) return repeatedCreate(context, existing, value);
  const now = context.clock.now();
  const secret: Secret = { name, arn: secretArn(name), description, kmsKeyId, tags, createdAt: now, changedAt: now };
  return inTransaction(context.database, () => {
    context.store.put(secret);
    return written(context, secret, value);
  });
}

/** A creation that is sent again with its token and value succeeds again. */
function repeatedCreate(context: SecretsContext, existing: Secret, value: Parameters<typeof putValue>[2]) {
  if (existing.deletedAt !== undefined) {
    const problem = "You can't create this secret because a secret with this name is already scheduled for deletion.";
    throw invalidRequest(problem);
  }
  const token = value.ClientRequestToken;
  if (token !== undefined && context.store.version(existing.name, token)) return written(context, existing, value);
  throw new AwsError(
    'ResourceExistsException',
    `The operation failed because the secret ${existing.name} already exists.`,
  );
}

function updateSecret(context: SecretsContext, input: z.infer<typeof UpdateSecret>) {
  const { SecretId: id, Description, KmsKeyId, ...value } = input;
  checkValue(value);
  const before = mustFindLiving(context, id);
  const secret: Secret = {
    ...before,
    description: Description ?? before.description,
    kmsKeyId: KmsKeyId ?? before.kmsKeyId,
    changedAt: context.clock.now(),
  };
  return inTransaction(context.database, () => {
    context.store.put(secret);
    return written(context, secret, value);
  });
}

function written(context: SecretsContext, secret: Secret, value: Parameters<typeof putValue>[2]) {
  const names = { ARN: secret.arn, Name: secret.name };
  return hasValue(value) ? { ...names, VersionId: putValue(context, secret, value) } : names;
}
