import { z } from 'zod';
import type { Staged } from '../storage/engine.ts';

const Used = z.object({ ConsumedCapacity: z.object({ TableName: z.string(), CapacityUnits: z.number() }).optional() });

/**
 * Two units for every unit outside a transaction, per table:
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis.html#transaction-capacity-handling
 */
export function transactionCapacity(
  returns: 'INDEXES' | 'TOTAL' | 'NONE' | undefined,
  kind: 'ReadCapacityUnits' | 'WriteCapacityUnits',
  staged: readonly Staged[],
): { ConsumedCapacity?: unknown } {
  if (returns === undefined || returns === 'NONE') return {};
  const units = new Map<string, number>();
  for (const { output } of staged) {
    const used = Used.parse(output).ConsumedCapacity;
    if (used) units.set(used.TableName, (units.get(used.TableName) ?? 0) + 2 * used.CapacityUnits);
  }
  const tables = [...units].map(([TableName, count]) => ({ TableName, CapacityUnits: count, [kind]: count }));
  if (returns === 'TOTAL') return { ConsumedCapacity: tables };
  return { ConsumedCapacity: tables.map((table) => ({ ...table, Table: { CapacityUnits: table.CapacityUnits } })) };
}
