import { expect, test } from 'vitest';
import { itemCount } from '../../../../local/aws/edge/item-count.ts';

const count = (operation: string, body: unknown) =>
  itemCount(operation, { headers: {}, body: Buffer.from(JSON.stringify(body)) });

// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html
test.each<[string, unknown, number]>([
  ['PutItem', { Item: {} }, 1],
  ['Query', {}, 1],
  ['TransactWriteItems', { TransactItems: [{}, {}, {}] }, 3],
  ['BatchWriteItem', { RequestItems: { a: [{}, {}], b: [{}] } }, 3],
  ['BatchGetItem', { RequestItems: { a: { Keys: [{}, {}] }, b: { Keys: [{}] } } }, 3],
])('%s of %j is about %i items', (operation, body, items) => {
  expect(count(operation, body)).toBe(items);
});
