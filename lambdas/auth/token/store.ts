import * as z from 'zod';
import { isConditionFailed, type Table } from '../../../shared/dynamo.ts';

const pk = 'JWKS';

export const PublicJwk = z.object({
  kty: z.literal('EC'),
  crv: z.literal('P-256'),
  x: z.string(),
  y: z.string(),
  kid: z.string(),
  alg: z.literal('ES256'),
  use: z.literal('sig'),
});
export type PublicJwk = z.infer<typeof PublicJwk>;

/** The public keys that verify our tokens. The authorizer reads them here, and never sees the secret that signs. */
export interface JwksStore {
  list(): Promise<PublicJwk[]>;
  add(jwk: PublicJwk): Promise<void>;
}

/** For the job that keeps the set short. */
export interface PublishedKeys extends JwksStore {
  remove(kid: string): Promise<void>;
}

/** Three keys of one secret, and for as many secrets as anybody rotates through within a day. */
const maxKeys = 20;

export function createJwksStore(table: Table): PublishedKeys {
  return {
    list: () => table.query(PublicJwk, { pk, skPrefix: 'KEY#', limit: maxKeys }),
    remove: (kid) => table.delete({ pk, sk: `KEY#${kid}` }),
    async add(jwk) {
      try {
        await table.put({ pk, sk: `KEY#${jwk.kid}`, ...jwk }, { when: 'attribute_not_exists(pk)' });
      } catch (error) {
        // Another instance was first; a key of this thumbprint can only be the same key.
        if (!isConditionFailed(error)) throw error;
      }
    },
  };
}
