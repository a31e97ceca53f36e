import { z } from 'zod';
import { AwsError } from '../../service.ts';
import type { Disk } from '../storage/disk.ts';
import { keyspace } from '../storage/keyspace.ts';
import { parseRequest } from '../storage/parse-request.ts';
import type { TableLocks } from '../storage/table-locks.ts';
import { requireTable, type TableRecord } from '../storage/table-record.ts';
import { describe } from './description.ts';
import { changeIndexes, IndexUpdate } from './index-changes.ts';
import { indexWrites } from './index-data.ts';
import { putSettings, readSettings, type TableSettings } from './settings.ts';
import { applyOptions, tableOptions } from './table-options.ts';

/** `ProvisionedThroughput` is left out on purpose: every table of this application is on demand. */
const UpdateTable = z.strictObject({
  TableName: z.string(),
  AttributeDefinitions: z
    .array(z.strictObject({ AttributeName: z.string(), AttributeType: z.enum(['S', 'N', 'B']) }))
    .optional(),
  BillingMode: z.literal('PAY_PER_REQUEST').optional(),
  GlobalSecondaryIndexUpdates: z.array(IndexUpdate).optional(),
  ...tableOptions,
});
type UpdateTable = z.infer<typeof UpdateTable>;

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateTable.html */
export async function updateTable(disk: Disk, locks: TableLocks, now: () => number, input: unknown) {
  const request = parseRequest(UpdateTable, input);
  const { TableName: name, GlobalSecondaryIndexUpdates: updates = [] } = request;
  if (Object.keys(request).length === 1)
    throw new AwsError('ValidationException', 'UpdateTable names nothing to change.');
  return locks.run([name], async () => {
    const before = withAttributes(await requireTable(disk, name), request);
    const table = withBilling(changeIndexes(before, updates), request, now());
    const settings = withIndexThroughput(applyOptions(await readSettings(disk, name), request), updates);
    await disk.write([
      { type: 'put', key: keyspace.tables + name, value: table },
      putSettings(name, settings),
      ...(await indexWrites(disk, table, updates)),
    ]);
    return { TableDescription: describe(table, settings, 'UPDATING') };
  });
}

function withAttributes(table: TableRecord, { AttributeDefinitions: given = [] }: UpdateTable): TableRecord {
  const known = new Map(
    table.AttributeDefinitions.map(({ AttributeName, AttributeType }) => [AttributeName, AttributeType]),
  );
  for (const { AttributeName: name, AttributeType: type } of given) {
    const before = known.get(name);
    if (before === undefined || before === type) continue;
    throw new AwsError('ValidationException', `Attribute ${name} is redefined from ${before} to ${type}.`);
  }
  const added = given.filter(({ AttributeName }) => !known.has(AttributeName));
  return { ...table, AttributeDefinitions: [...table.AttributeDefinitions, ...added] };
}

function withBilling(table: TableRecord, { BillingMode }: UpdateTable, now: number): TableRecord {
  if (BillingMode === undefined) return table;
  const BillingModeSummary = { BillingMode, LastUpdateToPayPerRequestDateTime: now / 1000 };
  const ProvisionedThroughput = { ReadCapacityUnits: 0, WriteCapacityUnits: 0, NumberOfDecreasesToday: 0 };
  return {
    ...table,
    BillingModeSummary,
    TableThroughputModeSummary: { TableThroughputMode: BillingMode },
    ProvisionedThroughput,
  };
}

function withIndexThroughput(settings: TableSettings, updates: readonly IndexUpdate[]): TableSettings {
  const indexThroughput = { ...settings.indexThroughput };
  for (const update of updates) {
    if ('Delete' in update) delete indexThroughput[update.Delete.IndexName];
    else if (update.Create.OnDemandThroughput)
      indexThroughput[update.Create.IndexName] = update.Create.OnDemandThroughput;
  }
  return { ...settings, indexThroughput };
}
