import * as z from 'zod';
import type { Table } from './dynamo.ts';

const Key = z.object({ pk: z.string(), sk: z.string() });

/** How many items are deleted at a time. */
const pageSize = 25;

/**
 * Deletes all that a table has of an organization, page by page. A run that was cut off is finished by the next one, which goes on
 * with what is left.
 * @param kept the sort keys of what stays, because it says that the organization is gone
 * @returns how many items were deleted
 * @throws Error when time ran out
 */
export async function eraseOrganization(call: {
  readonly deps: { readonly table: Table; readonly now: () => number };
  readonly input: { readonly orgId: string; readonly until: number; readonly kept?: ReadonlySet<string> };
}): Promise<number> {
  const { deps, input } = call;
  const pk = `ORG#${input.orgId}`;
  let erased = 0;
  for (let after: z.infer<typeof Key> | undefined; ; ) {
    if (deps.now() >= input.until)
      throw new Error(`${input.orgId} is not erased yet: ${erased} items are gone so far.`);
    const items = await deps.table.query(Key, { pk, limit: pageSize, ...(after && { after }) });
    const gone = items.filter(({ sk }) => !input.kept?.has(sk));
    await Promise.all(gone.map((key) => deps.table.delete(key)));
    erased += gone.length;
    after = items.at(-1);
    if (items.length < pageSize) return erased;
  }
}
