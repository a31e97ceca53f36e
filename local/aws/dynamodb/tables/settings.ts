import { z } from 'zod';
import type { Disk, Write } from '../storage/disk.ts';
import { keyspace } from '../storage/keyspace.ts';

const Throughput = z.object({
  MaxReadRequestUnits: z.number().optional(),
  MaxWriteRequestUnits: z.number().optional(),
});

/** What DynamoDB knows of a table and dynalite does not. */
export const TableSettings = z.object({
  deletionProtection: z.boolean().default(false),
  encryption: z.object({ keyId: z.string().optional() }).optional(),
  tableClass: z.string().optional(),
  onDemandThroughput: Throughput.optional(),
  indexThroughput: z.record(z.string(), Throughput).default({}),
  timeToLiveAttribute: z.string().optional(),
  pointInTimeRecovery: z.object({ since: z.number(), days: z.number() }).optional(),
});
export type TableSettings = z.infer<typeof TableSettings>;

export async function readSettings(disk: Disk, table: string): Promise<TableSettings> {
  return TableSettings.parse((await disk.get(keyspace.settings + table)) ?? {});
}

export function putSettings(table: string, settings: TableSettings): Write {
  return { type: 'put', key: keyspace.settings + table, value: settings };
}
