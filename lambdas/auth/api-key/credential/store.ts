import * as z from 'zod';
import { isConditionFailed, type Table } from '../../../../shared/dynamo.ts';
import { Credential, sampleMs, type Use } from './credential.ts';

export const credentialKey = (hash: string) => ({ pk: `CREDENTIAL#${hash}`, sk: 'CREDENTIAL' });

/**
 * What stays of a secret that is no longer good: that there was one. Without it, somebody who knows a revoked secret could
 * import its hash into an organization of their own, and receive what its old owner still sends with it.
 */
export const retired = (hash: string, at: string) => ({ ...credentialKey(hash), retiredAt: at });

const Stored = z.union([
  Credential,
  z
    .object({ pk: z.string(), retiredAt: z.string() })
    .transform(({ pk }) => ({ retired: pk.slice('CREDENTIAL#'.length) })),
]);

const batch = 100;

export interface CredentialStore {
  /** The only read that starts from a secret instead of an organization. */
  findCredential(hash: string): Promise<Credential | undefined>;
  /** Of any number of hashes: those that are good, and those that were once. */
  findCredentials(hashes: readonly string[]): Promise<{ found: Credential[]; retired: Set<string> }>;
  /** At most once in `sampleMs` for each secret, whoever else writes; nothing is written of a secret that is gone. */
  noteUse(credential: Credential, use: Use): Promise<void>;
}

export function createCredentialStore(table: Table): CredentialStore {
  return {
    async findCredential(hash) {
      const item = await table.get(Stored, credentialKey(hash));
      return item && 'keyId' in item ? item : undefined;
    },
    async findCredentials(hashes) {
      const items: z.output<typeof Stored>[] = [];
      for (let at = 0; at < hashes.length; at += batch) {
        items.push(...(await table.getMany(Stored, hashes.slice(at, at + batch).map(credentialKey))));
      }
      const found = items.flatMap((item) => ('keyId' in item ? [item] : []));
      return { found, retired: new Set(items.flatMap((item) => ('retired' in item ? [item.retired] : []))) };
    },
    async noteUse({ hash, firstUsedAt }, { at, routeKey, from }) {
      const lastUsedAt = new Date(at).toISOString();
      const before = new Date(at - sampleMs).toISOString();
      const isFirst = firstUsedAt === undefined;
      const change = { lastUsedAt, lastUsedRoute: routeKey, lastUsedFrom: from };
      try {
        await table.update(
          credentialKey(hash),
          { set: { ...change, ...(isFirst && { firstUsedAt: lastUsedAt }) } },
          {
            when: `attribute_exists(#keyId) AND ${isFirst ? 'attribute_not_exists(#lastUsedAt)' : '#lastUsedAt <= :before'}`,
            ...(!isFirst && { values: { ':before': before } }),
          },
        );
      } catch (error) {
        if (!isConditionFailed(error)) throw error;
      }
    },
  };
}
