import * as z from 'zod';
import type { Table } from './dynamo.ts';

const Key = z.object({ pk: z.string(), sk: z.string() });

/** How many items are deleted at a time. */
const pageSize = 25;

export interface Erased {
  /** How many items or objects are gone. */
  readonly count: number;
  /** False: time ran out, and something is left. */
  readonly isComplete: boolean;
}

/**
 * Deletes all that a table has of an organization, page by page. A run that was cut off is finished by the next one, which goes on
 * with what is left.
 * @param kept the sort keys of what stays, because it says that the organization is gone
 */
export async function eraseOrganization(call: {
  readonly deps: { readonly table: Table; readonly now: () => number };
  readonly input: { readonly orgId: string; readonly until: number; readonly kept?: ReadonlySet<string> };
}): Promise<Erased> {
  const { deps, input } = call;
  const pk = `ORG#${input.orgId}`;
  let count = 0;
  for (let after: z.infer<typeof Key> | undefined; ; ) {
    if (deps.now() >= input.until) return { count, isComplete: false };
    const items = await deps.table.query(Key, { pk, limit: pageSize, ...(after && { after }) });
    const gone = items.filter(({ sk }) => !input.kept?.has(sk));
    await Promise.all(gone.map((key) => deps.table.delete(key)));
    count += gone.length;
    after = items.at(-1);
    if (items.length < pageSize) return { count, isComplete: true };
  }
}
