import { z } from 'zod';
import { AwsError, account } from '../../service.ts';
import type { TableRecord } from '../storage/table-record.ts';
import { indexThroughput } from './table-options.ts';

const Throughput = z.strictObject({ ReadCapacityUnits: z.number(), WriteCapacityUnits: z.number() });
const Name = z.string().regex(/^[a-zA-Z0-9_.-]{3,255}$/);
const Create = z.strictObject({
  IndexName: Name,
  KeySchema: z
    .array(z.strictObject({ AttributeName: z.string(), KeyType: z.enum(['HASH', 'RANGE']) }))
    .min(1)
    .max(2),
  Projection: z.strictObject({
    ProjectionType: z.enum(['ALL', 'INCLUDE', 'KEYS_ONLY']),
    NonKeyAttributes: z.array(z.string()).min(1).optional(),
  }),
  ProvisionedThroughput: Throughput.optional(),
  OnDemandThroughput: indexThroughput,
});
export type NewIndex = z.infer<typeof Create>;

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_GlobalSecondaryIndexUpdate.html */
export const IndexUpdate = z.union([
  z.strictObject({ Create }),
  z.strictObject({ Delete: z.strictObject({ IndexName: Name }) }),
]);
export type IndexUpdate = z.infer<typeof IndexUpdate>;

const quota = 20;

/** The table with its indexes changed; the attributes that no key uses any more leave its definitions. */
export function changeIndexes(table: TableRecord, updates: readonly IndexUpdate[]): TableRecord {
  // https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateTable.html
  if (updates.length > 1) {
    const message = 'Subscriber limit exceeded: Only 1 online index can be created or deleted simultaneously per table';
    throw new AwsError('LimitExceededException', message);
  }
  const [update] = updates;
  if (!update) return table;
  const indexes = 'Create' in update ? created(table, update.Create) : deleted(table, update.Delete.IndexName);
  const { GlobalSecondaryIndexes: _, ...rest } = table;
  return withUsedAttributes(indexes.length > 0 ? { ...rest, GlobalSecondaryIndexes: indexes } : rest);
}

type Indexes = NonNullable<TableRecord['GlobalSecondaryIndexes']>;

function created(table: TableRecord, index: NewIndex): Indexes {
  const indexes = table.GlobalSecondaryIndexes ?? [];
  const invalid = 'One or more parameter values were invalid: ';
  if (indexes.some(({ IndexName }) => IndexName === index.IndexName)) {
    throw new AwsError('ValidationException', `${invalid}Duplicate index name: ${index.IndexName}`);
  }
  const defined = table.AttributeDefinitions.map(({ AttributeName }) => AttributeName);
  const keys = index.KeySchema.map(({ AttributeName }) => AttributeName);
  if (keys.some((key) => !defined.includes(key))) {
    const lists = `Keys: [${keys.join(', ')}], AttributeDefinitions: [${defined.join(', ')}]`;
    const message = `${invalid}Some index key attributes are not defined in AttributeDefinitions. ${lists}`;
    throw new AwsError('ValidationException', message);
  }
  if (indexes.length >= quota) {
    throw new AwsError(
      'ValidationException',
      `${invalid}GlobalSecondaryIndex count exceeds the per-table limit of ${quota}`,
    );
  }
  return [...indexes, indexRecord(table, index)];
}

function indexRecord(table: TableRecord, { OnDemandThroughput: _, ...index }: NewIndex): Indexes[number] {
  const IndexArn = `arn:${account.partition}:dynamodb:${account.region}:${account.id}:table/${table.TableName}/index/${index.IndexName}`;
  const throughput = index.ProvisionedThroughput ?? { ReadCapacityUnits: 0, WriteCapacityUnits: 0 };
  const ProvisionedThroughput = { ...throughput, NumberOfDecreasesToday: 0 };
  return { ...index, IndexArn, IndexSizeBytes: 0, ItemCount: 0, IndexStatus: 'ACTIVE', ProvisionedThroughput };
}

function deleted(table: TableRecord, name: string): Indexes {
  const indexes = table.GlobalSecondaryIndexes ?? [];
  const rest = indexes.filter(({ IndexName }) => IndexName !== name);
  if (rest.length === indexes.length) {
    throw new AwsError('ResourceNotFoundException', `Requested resource not found: Index: ${name} not found`);
  }
  return rest;
}

function withUsedAttributes(table: TableRecord): TableRecord {
  const schemas = [table, ...(table.GlobalSecondaryIndexes ?? []), ...(table.LocalSecondaryIndexes ?? [])];
  const used = new Set(schemas.flatMap(({ KeySchema }) => KeySchema.map(({ AttributeName }) => AttributeName)));
  return {
    ...table,
    AttributeDefinitions: table.AttributeDefinitions.filter(({ AttributeName: name }) => used.has(name)),
  };
}
