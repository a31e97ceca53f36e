import { deriveKeys, type SigningKey } from './keys.ts';
import { type JwksStore, PublicJwk } from './store.ts';

export type LoadSigningKey = () => Promise<SigningKey>;

/** The signing key of this deployment. Its public half is in the table before the first token is signed with it. */
export function createSigner(readSecret: () => Promise<string>, jwks: JwksStore): LoadSigningKey {
  let pending: Promise<SigningKey> | undefined;
  const load = async () => {
    const key = await deriveKeys(await readSecret());
    await jwks.add(PublicJwk.parse(key.publicJwk));
    return key;
  };
  return () => {
    pending ??= load().catch((error: unknown) => {
      pending = undefined;
      throw error;
    });
    return pending;
  };
}
