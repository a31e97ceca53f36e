import { AwsError } from '../../service.ts';
import type { Item } from './item.ts';
import { itemSize } from './item-size.ts';
import { maxItemSize } from './staging-store.ts';
import { indexesOf, type TableRecord } from './table-record.ts';

/** What DynamoDB refuses in an item about to be written and dynalite lets pass. */
export function itemFault(operation: string, table: TableRecord, item: Item): AwsError | undefined {
  if (itemSize(item) > maxItemSize) {
    const what = operation === 'UpdateItem' ? 'Item size to update' : 'Item size';
    return new AwsError('ValidationException', `${what} has exceeded the maximum allowed size`);
  }
  return emptyIndexKey(table, item);
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html#HowItWorks.DataTypes */
function emptyIndexKey(table: TableRecord, item: Item): AwsError | undefined {
  for (const index of indexesOf(table)) {
    const empty = index.KeySchema.find(({ AttributeName: name }) => item[name]?.S === '' || item[name]?.B === '');
    if (!empty) continue;
    const kind = item[empty.AttributeName]?.S === '' ? 'string' : 'binary';
    return new AwsError(
      'ValidationException',
      'One or more parameter values are not valid. A value specified for a secondary index key is not supported. ' +
        `The AttributeValue for a key attribute cannot contain an empty ${kind} value. ` +
        `IndexName: ${index.IndexName}, IndexKey: ${empty.AttributeName}`,
    );
  }
  return undefined;
}
