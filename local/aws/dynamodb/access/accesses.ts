import { z } from 'zod';
import type { Access } from '../../service.ts';
import type { Disk } from '../storage/disk.ts';
import { Item } from '../storage/item.ts';
import { parseRequest } from '../storage/parse-request.ts';
import { parseTableName } from '../tables/table-name.ts';
import { actionOf } from '../transactions/action.ts';
import { parseGetRequest, parseWriteRequest } from '../transactions/request.ts';
import { itemAccess, keyAccess, tableArn } from './item-access.ts';
import { leadingKeyOfQuery } from './query-key.ts';

const Single = z.object({ TableName: z.string(), Key: Item.optional(), Item: Item.optional() });
const Read = z.object({ TableName: z.string(), IndexName: z.string().optional() });
const BatchGet = z.object({ RequestItems: z.record(z.string(), z.object({ Keys: z.array(Item) })) });
const Write = z.object({
  PutRequest: z.object({ Item }).optional(),
  DeleteRequest: z.object({ Key: Item }).optional(),
});
const BatchWrite = z.object({ RequestItems: z.record(z.string(), z.array(Write)) });
const Tagged = z.object({ ResourceArn: z.string() });

/**
 * The permissions of one request, per resource:
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazondynamodb.html
 */
export async function accessesOf(disk: Disk, operation: string, input: Record<string, unknown>): Promise<Access[]> {
  const action = `dynamodb:${operation}`;
  switch (operation) {
    case 'GetItem':
    case 'PutItem':
    case 'UpdateItem':
    case 'DeleteItem': {
      const { TableName: table, Key, Item: item } = parseRequest(Single, input);
      return keyAccess(disk, action, table, [Key ?? item ?? {}]);
    }
    case 'Query':
    case 'Scan': {
      const { TableName: table, IndexName: index } = parseRequest(Read, input);
      const leading = operation === 'Query' ? await leadingKeyOfQuery(disk, input, table, index) : [];
      return itemAccess(disk, { action, table, index, leading });
    }
    case 'BatchGetItem':
      return perTable(parseRequest(BatchGet, input).RequestItems, (table, { Keys }) =>
        keyAccess(disk, action, table, Keys),
      );
    case 'BatchWriteItem':
      return perTable(parseRequest(BatchWrite, input).RequestItems, (table, writes) =>
        keyAccess(
          disk,
          action,
          table,
          writes.map(({ PutRequest, DeleteRequest }) => PutRequest?.Item ?? DeleteRequest?.Key ?? {}),
        ),
      );
    case 'TransactWriteItems':
    case 'TransactGetItems':
      return transactionAccesses(disk, operation, input);
    case 'ListTables':
      return [{ action, resource: '*' }];
    case 'TagResource':
    case 'UntagResource':
    case 'ListTagsOfResource':
      return [{ action, resource: parseRequest(Tagged, input).ResourceArn }];
    default:
      return [{ action, resource: tableArn(parseTableName(input)) }];
  }
}

async function perTable<T>(
  requests: Record<string, T>,
  one: (table: string, request: T) => Promise<Access[]>,
): Promise<Access[]> {
  return (await Promise.all(Object.entries(requests).map(([table, request]) => one(table, request)))).flat();
}

/** One access per item: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis-iam.html */
async function transactionAccesses(disk: Disk, operation: string, input: unknown): Promise<Access[]> {
  const items =
    operation === 'TransactGetItems'
      ? parseGetRequest(input).TransactItems.map(({ Get }) => ({
          action: 'GetItem',
          table: Get.TableName,
          keyed: Get.Key,
        }))
      : parseWriteRequest(input)
          .TransactItems.map(actionOf)
          .map(({ iamAction, table, keyed }) => ({ action: iamAction, table, keyed }));
  const accesses = items.map(({ action, table, keyed }) =>
    keyAccess(disk, `dynamodb:${action}`, table, [keyed], operation),
  );
  return (await Promise.all(accesses)).flat();
}
