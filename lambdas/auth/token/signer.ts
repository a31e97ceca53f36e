import { epochOf } from './epoch.ts';
import type { SigningKey } from './keys.ts';
import { type JwksStore, PublicJwk } from './store.ts';

export type LoadSigningKey = () => Promise<SigningKey>;

/**
 * The key that signs now. Its public half, and that of the next one, are in the table before the first token is signed with
 * it, so a verifier that remembers our keys has each of them long before it meets a token of it.
 */
export function createSigner(
  readSecret: () => Promise<string>,
  jwks: JwksStore,
  now: () => number = Date.now,
): LoadSigningKey {
  const secretOnce = kept(readSecret);
  let current: { epoch: number; load: () => Promise<SigningKey> } | undefined;
  return () => {
    const epoch = epochOf(now());
    if (current?.epoch !== epoch) current = { epoch, load: kept(() => publishedKey(secretOnce, jwks, epoch)) };
    return current.load();
  };
}

async function publishedKey(readSecret: () => Promise<string>, jwks: JwksStore, epoch: number): Promise<SigningKey> {
  // Most requests sign nothing, and should not wait for the code that does.
  const { deriveKeys } = await import('./keys.ts');
  const secret = await readSecret();
  const [key, next] = await Promise.all([deriveKeys(secret, epoch), deriveKeys(secret, epoch + 1)]);
  await Promise.all([key, next].map(({ publicJwk }) => jwks.add(PublicJwk.parse(publicJwk))));
  return key;
}

/** Done once, however many ask at the same time; again only after a failure. */
function kept<Result>(work: () => Promise<Result>): () => Promise<Result> {
  let pending: Promise<Result> | undefined;
  return () => {
    pending ??= work().catch((error: unknown) => {
      pending = undefined;
      throw error;
    });
    return pending;
  };
}
