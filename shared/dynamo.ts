import {
  type AttributeValue,
  BatchGetItemCommand,
  type BatchGetItemCommandOutput,
  ConditionalCheckFailedException,
  DeleteItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type * as z from 'zod';
import { type Condition, conditionInput, type Update, updateInput } from './dynamo-expression.ts';

export interface Key {
  readonly pk: string;
  readonly sk: string;
}
export type Item = Key & Readonly<Record<string, unknown>>;

export interface Query {
  readonly pk: string;
  readonly skPrefix?: string;
  /** Only sort keys up to and including this one. */
  readonly skBefore?: string;
  /** Only sort keys from the first to the second, both included. */
  readonly skBetween?: readonly [string, string];
  readonly index?: 'gsi1';
  readonly limit: number;
  /** Only items after this one; the key of the last item that the caller has seen. */
  readonly after?: Readonly<Record<string, string>>;
  readonly isDescending?: boolean;
  readonly filter?: Condition;
}

/** One DynamoDB table with string keys `pk` and `sk` (and `gsi1pk`, `gsi1sk`); items are parsed on the way out. */
export interface Table {
  readonly name: string;
  get<Schema extends z.ZodType>(schema: Schema, key: Key): Promise<z.output<Schema> | undefined>;
  /** Up to 100 items in any order; those that do not exist are missing. */
  getMany<Schema extends z.ZodType>(schema: Schema, keys: readonly Key[]): Promise<z.output<Schema>[]>;
  put(item: Item, condition?: Condition): Promise<void>;
  /** Replies the item after the update. */
  update(key: Key, change: Update, condition?: Condition): Promise<Record<string, unknown>>;
  delete(key: Key, condition?: Condition): Promise<void>;
  query<Schema extends z.ZodType>(schema: Schema, query: Query): Promise<z.output<Schema>[]>;
}

export const marshallOptions = { removeUndefinedValues: true } as const;

export function createTable(client: DynamoDBClient, name: string): Table {
  return {
    name,
    async get(schema, key) {
      const { Item } = await client.send(
        new GetItemCommand({ TableName: name, Key: marshall(key), ConsistentRead: true }),
      );
      return Item ? schema.parse(unmarshall(Item)) : undefined;
    },
    getMany: (schema, keys) => batchGet(client, name, schema, keys),
    async put(item, condition) {
      const Item = marshall(item, marshallOptions);
      await client.send(new PutItemCommand({ TableName: name, Item, ...conditionInput(condition) }));
    },
    async update(key, change, condition) {
      const input = {
        TableName: name,
        Key: marshall(key),
        ...updateInput(change, condition),
        ReturnValues: 'ALL_NEW' as const,
      };
      const { Attributes } = await client.send(new UpdateItemCommand(input));
      return unmarshall(Attributes ?? {});
    },
    async delete(key, condition) {
      await client.send(new DeleteItemCommand({ TableName: name, Key: marshall(key), ...conditionInput(condition) }));
    },
    query: (schema, query) => runQuery(client, name, schema, query),
  };
}

const maxBatchAttempts = 5;

/** DynamoDB may leave part of a batch for another call when it is throttled; what is left after a few is an error. */
async function batchGet<Schema extends z.ZodType>(
  client: DynamoDBClient,
  name: string,
  schema: Schema,
  keys: readonly Key[],
): Promise<z.output<Schema>[]> {
  const items: z.output<Schema>[] = [];
  let left: Record<string, AttributeValue>[] | undefined = keys.map((key) => marshall(key));
  for (let attempt = 0; left && left.length > 0; attempt += 1) {
    if (attempt === maxBatchAttempts) throw new Error(`${left.length} items of ${name} were not read: throttled.`);
    const RequestItems = { [name]: { Keys: left, ConsistentRead: true } };
    const reply: BatchGetItemCommandOutput = await client.send(new BatchGetItemCommand({ RequestItems }));
    items.push(...(reply.Responses?.[name] ?? []).map((item) => schema.parse(unmarshall(item))));
    left = reply.UnprocessedKeys?.[name]?.Keys;
  }
  return items;
}

/** Pages on until `limit` items passed the filter, so that a page is short only at the end. */
async function runQuery<Schema extends z.ZodType>(client: DynamoDBClient, name: string, schema: Schema, query: Query) {
  const prefix = query.index ?? '';
  const items: z.output<Schema>[] = [];
  let start: Record<string, AttributeValue> | undefined = query.after && marshall(query.after);
  do {
    const page = await client.send(
      new QueryCommand({
        TableName: name,
        IndexName: query.index,
        KeyConditionExpression: keyCondition(query),
        FilterExpression: query.filter?.when,
        ExpressionAttributeNames: {
          '#pk': `${prefix}pk`,
          ...((query.skPrefix ?? query.skBefore ?? query.skBetween) && { '#sk': `${prefix}sk` }),
          ...conditionInput(query.filter).ExpressionAttributeNames,
        },
        ExpressionAttributeValues: {
          ':pk': { S: query.pk },
          ...(query.skPrefix && { ':prefix': { S: query.skPrefix } }),
          ...(query.skBefore && { ':before': { S: query.skBefore } }),
          ...(query.skBetween && { ':low': { S: query.skBetween[0] }, ':high': { S: query.skBetween[1] } }),
          ...conditionInput(query.filter).ExpressionAttributeValues,
        },
        ScanIndexForward: !query.isDescending,
        ConsistentRead: query.index === undefined,
        Limit: query.filter ? Math.max(query.limit, 100) : query.limit - items.length,
        ExclusiveStartKey: start,
      }),
    );
    items.push(...(page.Items ?? []).map((item) => schema.parse(unmarshall(item))));
    start = page.LastEvaluatedKey;
  } while (start && items.length < query.limit);
  return items.slice(0, query.limit);
}

function keyCondition(query: Query): string {
  if (query.skPrefix) return '#pk = :pk AND begins_with(#sk, :prefix)';
  if (query.skBetween) return '#pk = :pk AND #sk BETWEEN :low AND :high';
  return query.skBefore ? '#pk = :pk AND #sk <= :before' : '#pk = :pk';
}

export function isConditionFailed(error: unknown): boolean {
  return error instanceof ConditionalCheckFailedException;
}
