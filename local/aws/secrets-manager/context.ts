import type { DatabaseSync } from 'node:sqlite';
import type { Clock } from '../service.ts';
import { invalidRequest, notFound } from './error.ts';
import type { Secret } from './secret.ts';
import { nameInArn } from './secret-arn.ts';
import type { SecretStore } from './secret-store.ts';

/** What the operations of one Secrets Manager work on. */
export interface SecretsContext {
  readonly database: DatabaseSync;
  readonly store: SecretStore;
  readonly clock: Clock;
}

/**
 * A secret by its name, its ARN, or its ARN without the last seven characters
 * (https://docs.aws.amazon.com/secretsmanager/latest/userguide/troubleshoot.html#ARN_secretnamehyphen).
 */
export function findSecret(context: SecretsContext, id: string): Secret | undefined {
  context.store.purge(context.clock.now());
  const partial = nameInArn(id);
  if (partial === undefined) return context.store.find({ name: id });
  return context.store.find({ arn: id }) ?? context.store.find({ name: partial });
}

export function mustFindSecret(context: SecretsContext, id: string): Secret {
  const secret = findSecret(context, id);
  if (!secret) throw notFound();
  return secret;
}

/** A secret that waits for its deletion can be described and restored, and nothing else. */
export function mustFindLiving(context: SecretsContext, id: string): Secret {
  const secret = mustFindSecret(context, id);
  if (secret.deletedAt !== undefined) {
    const problem = "You can't perform this operation on the secret because it was marked for deletion.";
    throw invalidRequest(problem);
  }
  return secret;
}
