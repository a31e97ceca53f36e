import * as z from 'zod';
import { firstPrevious } from '../../../engines/autopilot/attestation/statement.ts';
import type { Table } from '../../../shared/dynamo.ts';
import type { TableWrite } from '../../../shared/task/record-store.ts';

const key = (orgId: string, projectId: string) => ({ pk: `ORG#${orgId}`, sk: `CHAIN#${projectId}` });

/** The last attestation of a project. */
const Head = z.object({ sequence: z.int().min(0), digest: z.string() });
export type Head = z.infer<typeof Head>;

export interface ChainStore {
  /** Of a project without attestations, what the first one follows. */
  head(orgId: string, projectId: string): Promise<Head>;
  /** Part of the transaction that concludes the run. Fails when another run was attested meanwhile: link to that one. */
  link(orgId: string, projectId: string, before: Head, digest: string): TableWrite;
}

export function createChainStore(table: Table): ChainStore {
  return {
    head: async (orgId, projectId) =>
      (await table.get(Head, key(orgId, projectId))) ?? { sequence: 0, digest: firstPrevious(projectId) },
    link: (orgId, projectId, before, digest) => ({
      table,
      put: { ...key(orgId, projectId), projectId, sequence: before.sequence + 1, digest },
      condition:
        before.sequence === 0
          ? { when: 'attribute_not_exists(pk)' }
          : { when: '#digest = :digest', values: { ':digest': before.digest } },
    }),
  };
}
