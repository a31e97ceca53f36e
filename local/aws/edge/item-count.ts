import { z } from 'zod';
import type { AwsRequest } from '../service.ts';

const Entries = z.union([
  z.array(z.unknown()),
  z.looseObject({ Keys: z.array(z.unknown()) }).transform(({ Keys }) => Keys),
]);
const Body = z.object({
  TransactItems: z.array(z.unknown()).optional(),
  RequestItems: z.record(z.string(), Entries).optional(),
});

/** How many items a call to DynamoDB names: DynamoDB bills transactions and batches by it. 1 for every other call. */
export function itemCount(operation: string, request: Pick<AwsRequest, 'body' | 'headers'>): number {
  if (!/^(Transact|Batch)(Write|Get)Items?$/.test(operation)) return 1;
  const { TransactItems = [], RequestItems = {} } = Body.safeParse(parsed(request)).data ?? {};
  return TransactItems.length + Object.values(RequestItems).reduce((sum, entries) => sum + entries.length, 0);
}

/** The service refuses a body that is none. */
function parsed(request: Pick<AwsRequest, 'body' | 'headers'>): unknown {
  try {
    return JSON.parse(request.body.toString('utf8'));
  } catch {
    return {};
  }
}
