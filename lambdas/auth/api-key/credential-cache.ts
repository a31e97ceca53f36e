import type { ApiKeyStore } from './store.ts';

type Find = ApiKeyStore['findCredential'];

/** A revoked key may work this long in a function that has just seen it; clients are promised 60 s. */
const keptMs = 30_000;
const maxEntries = 1_000;

/**
 * Remembers credentials that were found, so that a busy key costs no read. What was not found is asked again: a new key works
 * at once. The secret itself is not kept; the hash is the key.
 */
export function cached(find: Find, now: () => number): Find {
  const known = new Map<string, { found: Awaited<ReturnType<Find>>; until: number }>();
  return async (hash) => {
    const entry = known.get(hash);
    if (entry && entry.until > now()) return entry.found;
    known.delete(hash);
    const found = await find(hash);
    if (!found) return undefined;
    const oldest = known.size >= maxEntries ? known.keys().next().value : undefined;
    if (oldest !== undefined) known.delete(oldest);
    known.set(hash, { found, until: now() + keptMs });
    return found;
  };
}
