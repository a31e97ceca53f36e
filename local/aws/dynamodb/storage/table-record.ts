import { z } from 'zod';
import { AwsError } from '../../service.ts';
import type { Disk } from './disk.ts';
import type { Item } from './item.ts';
import { keyspace } from './keyspace.ts';

const Index = z.looseObject({
  IndexName: z.string(),
  KeySchema: z.array(z.looseObject({ AttributeName: z.string() })),
});

/** A table as dynalite stores it, which is also most of what DescribeTable says. */
export const TableRecord = z.looseObject({
  TableName: z.string(),
  TableArn: z.string(),
  AttributeDefinitions: z.array(z.object({ AttributeName: z.string(), AttributeType: z.string() })),
  KeySchema: z.array(z.looseObject({ AttributeName: z.string() })),
  GlobalSecondaryIndexes: z.array(Index).optional(),
  LocalSecondaryIndexes: z.array(Index).optional(),
});
export type TableRecord = z.infer<typeof TableRecord>;

export async function findTable(disk: Disk, name: string): Promise<TableRecord | undefined> {
  const found = await disk.get(keyspace.tables + name);
  return found === undefined ? undefined : TableRecord.parse(found);
}

export async function requireTable(disk: Disk, name: string): Promise<TableRecord> {
  const table = await findTable(disk, name);
  if (table) return table;
  throw new AwsError('ResourceNotFoundException', `Requested resource not found: Table: ${name} not found`);
}

export function indexesOf(table: TableRecord): (z.infer<typeof Index> & { kind: 'Global' | 'Local' })[] {
  return [
    ...(table.GlobalSecondaryIndexes ?? []).map((index) => ({ ...index, kind: 'Global' as const })),
    ...(table.LocalSecondaryIndexes ?? []).map((index) => ({ ...index, kind: 'Local' as const })),
  ];
}

/** The key attributes of an item; one that is missing or of the wrong type is left to dynalite's own check. */
export function keyOf(table: TableRecord, item: Item): Item {
  const key: Item = {};
  for (const { AttributeName: name } of table.KeySchema) {
    const value = item[name];
    if (value) key[name] = value;
  }
  return key;
}
