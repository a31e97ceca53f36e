import { z } from 'zod';
import { AwsError } from '../../service.ts';
import { Item } from '../storage/item.ts';
import { parseRequest } from '../storage/parse-request.ts';

const names = { ExpressionAttributeNames: z.record(z.string(), z.string()).optional() };
const condition = {
  TableName: z.string(),
  ...names,
  ExpressionAttributeValues: Item.optional(),
  ReturnValuesOnConditionCheckFailure: z.enum(['ALL_OLD', 'NONE']).optional(),
};
const Put = z.strictObject({ ...condition, Item, ConditionExpression: z.string().optional() });
const Delete = z.strictObject({ ...condition, Key: Item, ConditionExpression: z.string().optional() });
const Update = z.strictObject({
  ...condition,
  Key: Item,
  UpdateExpression: z.string(),
  ConditionExpression: z.string().optional(),
});
const ConditionCheck = z.strictObject({ ...condition, Key: Item, ConditionExpression: z.string() });
const Get = z.strictObject({ TableName: z.string(), Key: Item, ...names, ProjectionExpression: z.string().optional() });

const WriteAction = z.strictObject({
  Put: Put.optional(),
  Update: Update.optional(),
  Delete: Delete.optional(),
  ConditionCheck: ConditionCheck.optional(),
});
export type WriteAction = z.infer<typeof WriteAction>;

const capacity = { ReturnConsumedCapacity: z.enum(['INDEXES', 'TOTAL', 'NONE']).optional() };
const WriteRequest = z.strictObject({
  TransactItems: z.array(WriteAction),
  ClientRequestToken: z.string().min(1).max(36).optional(),
  ReturnItemCollectionMetrics: z.literal('NONE').optional(),
  ...capacity,
});
export type WriteRequest = z.infer<typeof WriteRequest>;
const GetRequest = z.strictObject({ TransactItems: z.array(z.strictObject({ Get })), ...capacity });
export type GetRequest = z.infer<typeof GetRequest>;

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html */
export function parseWriteRequest(input: unknown): WriteRequest {
  const request = parseRequest(WriteRequest, input);
  checkLength(request.TransactItems);
  return request;
}

export function parseGetRequest(input: unknown): GetRequest {
  const request = parseRequest(GetRequest, input);
  checkLength(request.TransactItems);
  return request;
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html#limits-transactions */
function checkLength(items: readonly unknown[]): void {
  const bound = items.length === 0 ? 'greater than or equal to 1' : 'less than or equal to 100';
  if (items.length > 0 && items.length <= 100) return;
  throw new AwsError(
    'ValidationException',
    `1 validation error detected: Value '${JSON.stringify(items)}' at 'transactItems' failed to satisfy constraint: ` +
      `Member must have length ${bound}`,
  );
}
