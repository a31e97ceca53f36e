import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { AwsError } from '../service.ts';
import type { SecretsContext } from './context.ts';
import { invalidParameter, invalidRequest } from './error.ts';
import { current, previous, type Secret, type Version } from './secret.ts';

/** The members of the three operations that bring a value. */
export const ValueMembers = {
  ClientRequestToken: z.string().optional(),
  SecretString: z.string().min(1).max(65_536).optional(),
  SecretBinary: z.string().min(1).max(90_000).optional(),
};
export interface ValueInput {
  readonly ClientRequestToken?: string | undefined;
  readonly SecretString?: string | undefined;
  readonly SecretBinary?: string | undefined;
}

export const Stage = z.string().min(1).max(256);

export function hasValue(input: ValueInput): boolean {
  return input.SecretString !== undefined || input.SecretBinary !== undefined;
}

/** Checks a value before anything is written. */
export function checkValue(input: ValueInput): void {
  const token = input.ClientRequestToken;
  if (token !== undefined && (token.length < 32 || token.length > 64)) {
    throw invalidParameter('ClientRequestToken must be 32-64 characters long.');
  }
  if (input.SecretString !== undefined && input.SecretBinary !== undefined) {
    throw invalidParameter(
      "You can't specify both a binary secret value and a string secret value in the same secret.",
    );
  }
}

/**
 * Adds a version and moves the labels to it. The same token with the same value does nothing, with another value it
 * fails (https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_PutSecretValue.html). Gives its id.
 */
export function putValue(
  context: SecretsContext,
  secret: Secret,
  input: ValueInput,
  stages: readonly string[] = [current],
): string {
  if (!hasValue(input)) throw invalidRequest('You must provide either SecretString or SecretBinary.');
  const id = input.ClientRequestToken ?? randomUUID();
  const existing = context.store.version(secret.name, id);
  if (existing) {
    checkSame(existing, input);
    return id;
  }
  const { SecretString: secretString, SecretBinary: secretBinary } = input;
  const now = context.clock.now();
  context.store.addVersion(secret.name, { id, createdAt: now, secretString, secretBinary });
  const isFirst = context.store.labels(secret.name).size === 0;
  for (const stage of new Set(isFirst ? [current, ...stages] : stages)) moveLabel(context, secret.name, stage, id);
  context.store.put({ ...secret, changedAt: now });
  return id;
}

function checkSame(existing: Version, input: ValueInput): void {
  const isSame = existing.secretString === input.SecretString && existing.secretBinary === input.SecretBinary;
  if (isSame) return;
  const problem = "A version with this ClientRequestToken exists, and you can't modify the value of a secret version.";
  throw new AwsError('ResourceExistsException', problem);
}

/** Moves a label; AWSPREVIOUS follows to where AWSCURRENT was. */
export function moveLabel(context: SecretsContext, name: string, label: string, to: string): void {
  const before = context.store.labels(name).get(label);
  context.store.attach(name, label, to);
  if (label !== current || before === undefined || before === to) return;
  context.store.attach(name, previous, before);
}

export function labelsOf(context: SecretsContext, name: string, version: string): string[] {
  return [...context.store.labels(name)].filter(([, id]) => id === version).map(([label]) => label);
}
