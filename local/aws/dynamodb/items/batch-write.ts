import { z } from 'zod';
import type { Disk } from '../storage/disk.ts';
import { prepare, type Staged, stage, staged } from '../storage/engine.ts';
import { Item } from '../storage/item.ts';
import type { TableLocks } from '../storage/table-locks.ts';

const Request = z.union([
  z.object({ PutRequest: z.object({ Item }) }),
  z.object({ DeleteRequest: z.object({ Key: Item }) }),
]);
const Requests = z.record(z.string(), z.array(Request));

/**
 * dynalite first answers for the whole request, which finds every fault in it; then each item is staged by itself and
 * all go to disk together. AWS promises no atomicity here, so callers must not rely on it.
 */
export async function batchWrite(disk: Disk, locks: TableLocks, input: Record<string, unknown>) {
  const data = prepare('BatchWriteItem', input);
  const tables = Requests.parse(data.RequestItems);
  return locks.run(Object.keys(tables), async () => {
    const { output } = staged(await stage(disk, 'BatchWriteItem', data));
    const done: Staged[] = [];
    for (const [table, requests] of Object.entries(tables)) {
      for (const request of requests) done.push(await stageOne(disk, table, request));
    }
    await disk.write(done.flatMap(({ writes }) => writes));
    return output;
  });
}

async function stageOne(disk: Disk, TableName: string, request: z.infer<typeof Request>): Promise<Staged> {
  if ('PutRequest' in request)
    return staged(await stage(disk, 'PutItem', { TableName, Item: request.PutRequest.Item }));
  return staged(await stage(disk, 'DeleteItem', { TableName, Key: request.DeleteRequest.Key }));
}
