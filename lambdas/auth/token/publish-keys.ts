import { epochMs, epochOf } from './epoch.ts';
import { deriveKeys } from './keys.ts';
import { PublicJwk, type PublishedKeys } from './store.ts';

/** How long a key stays public after it signed last: far more than the quarter of an hour that its tokens live. */
const retiredMs = 24 * 3_600_000;

/**
 * Makes the public set what it should be now: the key that signs, the next one, and the one before while a token of it may
 * live. Whatever else is there goes: keys of past epochs, and all keys of a secret that was replaced.
 */
export async function publishKeys(call: {
  deps: { jwks: PublishedKeys; readSecret: () => Promise<string>; now: () => number };
}): Promise<{ published: number; removed: number }> {
  const { jwks, readSecret, now } = call.deps;
  const secret = await readSecret();
  const epoch = epochOf(now());
  const isLastOneFresh = now() - epoch * epochMs < retiredMs;
  const epochs = isLastOneFresh ? [epoch - 1, epoch, epoch + 1] : [epoch, epoch + 1];
  const wanted = await Promise.all(epochs.map(async (each) => (await deriveKeys(secret, each)).publicJwk));
  for (const jwk of wanted) await jwks.add(PublicJwk.parse(jwk));
  const kids = new Set(wanted.map(({ kid }) => kid));
  const superfluous = (await jwks.list()).filter(({ kid }) => !kids.has(kid));
  for (const { kid } of superfluous) await jwks.remove(kid);
  return { published: kids.size, removed: superfluous.length };
}
