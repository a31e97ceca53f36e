/**
 * Remembers what was found, so that a busy credential costs no read. What was not found is asked again: something new works
 * at once. What is revoked may work for `keptMs` longer in a function that has just seen it.
 */
export function remembered<Input, Found>(
  find: (input: Input, now: number) => Promise<Found | undefined>,
  keyOf: (input: Input) => string,
  limits: { readonly keptMs: number; readonly maxEntries: number } = { keptMs: 30_000, maxEntries: 1_000 },
): (input: Input, now: number) => Promise<Found | undefined> {
  const known = new Map<string, { found: Found; until: number }>();
  return async (input, now) => {
    const key = keyOf(input);
    const entry = known.get(key);
    if (entry && entry.until > now) return entry.found;
    known.delete(key);
    const found = await find(input, now);
    if (found === undefined) return undefined;
    const oldest = known.size >= limits.maxEntries ? known.keys().next().value : undefined;
    if (oldest !== undefined) known.delete(oldest);
    known.set(key, { found, until: now + limits.keptMs });
    return found;
  };
}
