import type { Context } from '../../../shared/context.ts';
import { AppError } from '../../../shared/errors.ts';
import { newId } from '../../../shared/id.ts';
import type { Act } from '../audit/recorded.ts';
import type { StoredKey } from './api-key.ts';
import type { ImportedKey, ImportResult } from './import.ts';
import { refuseImpossible, refuseMoreThanOwn } from './key-rules.ts';
import { secretPrefix } from './secret.ts';

/** Why this caller may not take this key over; undefined when they may. */
export function refusalOf(ctx: Context, key: ImportedKey): AppError | undefined {
  try {
    refuseMoreThanOwn(ctx, key);
    refuseImpossible(ctx, key);
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  if (!key.prefix?.startsWith(secretPrefix)) return undefined;
  return new AppError('validation_failed', `Keys that begin with \`${secretPrefix}\` are made by us only.`);
}

export function newKeyOf(ctx: Context, { name, sha256, scopes, expiresAt, prefix = '' }: ImportedKey): StoredKey {
  return {
    ...{ id: newId('apiKey', ctx.now), orgId: ctx.orgId, name, scopes, ...(expiresAt && { expiresAt }) },
    ...{ hint: prefix, hash: sha256, generation: 1, version: 1, isImported: true },
    ...{ createdBy: ctx.actor.id, createdAt: new Date(ctx.now).toISOString() },
  };
}

export function importActOf({ id, orgId, name, scopes, expiresAt }: StoredKey): Act {
  const after = { name, scopes, ...(expiresAt && { expiresAt }) };
  return { orgId, action: 'api-key.imported', target: { type: 'api-key', id }, after };
}

/** The same whoever has it, and whether it is good or revoked: the hash alone must not tell. */
export function taken(): AppError {
  return new AppError('conflict', 'A key with this hash is known already.');
}

export function refused(index: number, { code, message }: AppError): ImportResult {
  return { index, status: 'refused', error: { code, detail: message } };
}
