import {
  CreateSecretCommand,
  DescribeSecretCommand,
  GetRandomPasswordCommand,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { z } from 'zod';
import type { AssemblyModel } from '../model.ts';
import { existing } from './existing.ts';

type Secret = AssemblyModel['secrets'][number];
type Generate = NonNullable<Secret['properties']['GenerateSecretString']>;

/** Gives the secret's ARN, whose last characters an external emulator chooses itself. A value once made is kept. */
export async function provisionSecret(client: SecretsManagerClient, secret: Secret, kms: boolean): Promise<string> {
  const { name, properties } = secret;
  const found = await existing(client.send(new DescribeSecretCommand({ SecretId: name })), 'ResourceNotFoundException');
  if (found?.ARN !== undefined) return found.ARN;
  const { ARN } = await client.send(
    new CreateSecretCommand({
      Name: name,
      SecretString: await firstValue(client, secret),
      ...(kms && { KmsKeyId: properties.KmsKeyId }),
    }),
  );
  if (ARN === undefined) throw new Error(`Secrets Manager gave the secret "${name}" no ARN.`);
  return ARN;
}

async function firstValue(client: SecretsManagerClient, { properties }: Secret): Promise<string | undefined> {
  const { GenerateSecretString: generate, SecretString } = properties;
  if (!generate) return SecretString;
  const password = await randomPassword(client, generate);
  if (generate.SecretStringTemplate === undefined) return password;
  const template = z.record(z.string(), z.json()).parse(JSON.parse(generate.SecretStringTemplate));
  if (generate.GenerateStringKey === undefined)
    throw new Error('A secret with a SecretStringTemplate needs a GenerateStringKey.');
  return JSON.stringify({ ...template, [generate.GenerateStringKey]: password });
}

async function randomPassword(client: SecretsManagerClient, generate: Generate): Promise<string> {
  const { SecretStringTemplate, GenerateStringKey, ...rules } = generate;
  const { RandomPassword } = await client.send(new GetRandomPasswordCommand(rules));
  if (RandomPassword === undefined) throw new Error('Secrets Manager made no password.');
  return RandomPassword;
}
