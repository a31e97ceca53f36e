import { z } from 'zod';
import { secretArn } from '../../aws/secrets-manager/secret-arn.ts';
import { resourceType, type Subject } from '../resource-type.ts';
import { flag, number, text } from '../scalar.ts';

const GenerateSecretString = z.strictObject({
  SecretStringTemplate: z.string().optional(),
  GenerateStringKey: z.string().optional(),
  PasswordLength: number.optional(),
  ExcludeCharacters: z.string().optional(),
  ExcludeLowercase: flag.optional(),
  ExcludeNumbers: flag.optional(),
  ExcludePunctuation: flag.optional(),
  ExcludeUppercase: flag.optional(),
  IncludeSpace: flag.optional(),
  RequireEachIncludedType: flag.optional(),
});

const Secret = z.strictObject({
  Name: text.optional(),
  GenerateSecretString: GenerateSecretString.optional(),
  SecretString: z.string().optional(),
  KmsKeyId: z.string().optional(),
});
export type SecretProperties = z.output<typeof Secret>;

const arn = ({ name, endpoints }: Subject): string => endpoints.secretArns?.[name] ?? secretArn(name);

export const secret = resourceType({
  type: 'AWS::SecretsManager::Secret',
  naming: { property: 'Name', maxLength: 512 },
  ref: arn,
  attributes: { Id: arn },
  properties: Secret,
});
