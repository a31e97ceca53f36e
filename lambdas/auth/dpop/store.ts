import { createHash } from 'node:crypto';
import { isConditionFailed, type Table } from '../../../shared/dynamo.ts';

export interface ProofStore {
  /** True for the one request that brings this proof first. */
  use(proof: { thumbprint: string; jti: string }, expiresAt: number): Promise<boolean>;
}

/** Proofs that were used. The key of the prover is part of the item's key, so nobody can use up the `jti` of another. */
export function createProofStore(table: Table): ProofStore {
  return {
    async use({ thumbprint, jti }, expiresAt) {
      const hash = createHash('sha256').update(`${thumbprint}.${jti}`).digest('hex');
      const item = { pk: `PROOF#${hash}`, sk: 'PROOF', ttl: Math.ceil(expiresAt / 1_000) };
      try {
        await table.put(item, { when: 'attribute_not_exists(pk)' });
        return true;
      } catch (error) {
        if (isConditionFailed(error)) return false;
        throw error;
      }
    },
  };
}
