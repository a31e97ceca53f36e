import * as z from 'zod';
import type { Table } from '../dynamo.ts';
import { dueIndex, iso } from './keys.ts';
import { Submission } from './submission.ts';
import { StoredTask, TaskTypeName } from './task.ts';

const pageSize = 100;

const Place = z.looseObject({ pk: z.string(), sk: z.string(), gsi1pk: z.string(), gsi1sk: z.string() });
const DueLane = z.object({ orgId: z.string(), type: TaskTypeName });
const DueChild = z.object({ submission: Submission });

/** What the index of due things can hold. `broken` is an item that is none of these any more, with the reason. */
export type DueItem =
  | { readonly kind: 'task'; readonly task: StoredTask }
  | { readonly kind: 'lane'; readonly lane: z.infer<typeof DueLane> }
  | { readonly kind: 'child'; readonly submission: Submission }
  | { readonly kind: 'broken'; readonly error: Error };

/** Pages on past what could not be mended, so that it keeps nobody from what can. */
export async function* dueItems(table: Table, now: number): AsyncGenerator<readonly DueItem[]> {
  let after: Record<string, string> | undefined;
  for (;;) {
    const items = await table.query(Place, {
      index: 'gsi1',
      pk: dueIndex,
      skBefore: iso(now),
      limit: pageSize,
      ...(after && { after }),
    });
    if (items.length > 0) yield items.map(dueItem);
    const last = items.at(-1);
    if (!last || items.length < pageSize) return;
    after = { pk: last.pk, sk: last.sk, gsi1pk: last.gsi1pk, gsi1sk: last.gsi1sk };
  }
}

function dueItem(item: z.infer<typeof Place>): DueItem {
  const task = StoredTask.safeParse(item);
  if (task.success) return { kind: 'task', task: task.data };
  if (item.sk.startsWith('LANE#')) {
    const lane = DueLane.safeParse(item);
    return lane.success ? { kind: 'lane', lane: lane.data } : { kind: 'broken', error: lane.error };
  }
  if (item.sk.startsWith('CHILD#')) {
    const child = DueChild.safeParse(item);
    return child.success ? { kind: 'child', ...child.data } : { kind: 'broken', error: child.error };
  }
  return { kind: 'broken', error: task.error };
}
