import { type ApiKey, hashesOf, type StoredKey } from './api-key.ts';
import type { Credential } from './credential/credential.ts';
import type { CredentialStore } from './credential/store.ts';
import { type Rotation, type StoredRotation, stateOf } from './rotation/rotation.ts';

/** Keys as their owners see them: with who used which secret when, and without hashes. One read for up to 50 keys. */
export async function viewKeys(
  deps: { credentials: CredentialStore },
  keys: readonly StoredKey[],
  now: number,
): Promise<ApiKey[]> {
  const { found } = await deps.credentials.findCredentials(keys.filter(isAlive).flatMap(hashesOf));
  const byHash = new Map(found.map((credential) => [credential.hash, credential]));
  return keys.map((key) => viewKey(key, byHash, now));
}

export async function viewOne(deps: { credentials: CredentialStore }, key: StoredKey, now: number): Promise<ApiKey> {
  const [view] = await viewKeys(deps, [key], now);
  return view ?? viewKey(key, new Map(), now);
}

export function viewKey(key: StoredKey, secrets: ReadonlyMap<string, Credential>, now: number): ApiKey {
  const { orgId: _orgId, hash, generation: _generation, rotation, ...shown } = key;
  const next = secrets.get(hash);
  const old = rotation && secrets.get(rotation.oldHash);
  const last = old?.lastUsedAt && old.lastUsedAt > (next?.lastUsedAt ?? '') ? old : next;
  return {
    ...shown,
    ...(last?.lastUsedAt && usesOf(last)),
    ...(rotation && { rotation: viewRotation(rotation, { ...(old && { old }), ...(next && { next }) }, now) }),
  };
}

function viewRotation(
  { oldHash: _, ...rotation }: StoredRotation,
  secrets: { old?: Credential; next?: Credential },
  now: number,
): Rotation {
  const { old, next } = secrets;
  return {
    ...rotation,
    ...(old?.lastUsedAt && {
      oldLastUsedAt: old.lastUsedAt,
      oldLastUsedRoute: old.lastUsedRoute,
      oldLastUsedFrom: old.lastUsedFrom,
    }),
    ...(next?.lastUsedAt && { newLastUsedAt: next.lastUsedAt }),
    state: stateOf({ ...rotation, oldHash: '' }, secrets, now),
  };
}

/** What a key keeps of the use of a secret. */
export function usesOf({ lastUsedAt, lastUsedRoute, lastUsedFrom }: Credential) {
  return { lastUsedAt, lastUsedRoute, lastUsedFrom };
}

function isAlive(key: StoredKey): boolean {
  return key.revokedAt === undefined;
}
