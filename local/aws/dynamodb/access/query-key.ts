import { z } from 'zod';
import type { Disk } from '../storage/disk.ts';
import { prepare } from '../storage/engine.ts';
import { AttributeValue } from '../storage/item.ts';
import { findTable, indexesOf } from '../storage/table-record.ts';
import { textOf } from './item-access.ts';

const Conditions = z.object({
  KeyConditions: z.record(z.string(), z.object({ AttributeValueList: z.array(AttributeValue).optional() })),
});

/** The partition key of a query, read from its key condition as the engine parses it. */
export async function leadingKeyOfQuery(disk: Disk, input: Record<string, unknown>, name: string, index?: string) {
  const table = await findTable(disk, name);
  if (!table) return [];
  const schema = index === undefined ? table : indexesOf(table).find(({ IndexName }) => IndexName === index);
  const hash = schema?.KeySchema[0]?.AttributeName;
  if (hash === undefined) return [];
  const { KeyConditions } = Conditions.parse(prepare('Query', structuredClone(input)));
  return textOf(KeyConditions[hash]?.AttributeValueList?.[0]);
}
