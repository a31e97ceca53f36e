import { z } from 'zod';
import { AwsError } from '../../service.ts';
import type { Disk, Write } from '../storage/disk.ts';
import { prepare, stage, staged } from '../storage/engine.ts';
import { keyspace } from '../storage/keyspace.ts';
import { parseRequest } from '../storage/parse-request.ts';
import type { TableLocks } from '../storage/table-locks.ts';
import { findTable, TableRecord } from '../storage/table-record.ts';
import { describe } from './description.ts';
import { putSettings, type TableSettings } from './settings.ts';
import { applyOptions, indexThroughput, tableOptions } from './table-options.ts';

const Tag = z.strictObject({ Key: z.string(), Value: z.string() });
const GlobalIndex = z.strictObject({
  IndexName: z.string(),
  KeySchema: z.array(z.unknown()),
  Projection: z.unknown(),
  ProvisionedThroughput: z.unknown().optional(),
  OnDemandThroughput: indexThroughput,
});
const CreateTable = z.looseObject({
  TableName: z.string(),
  GlobalSecondaryIndexes: z.array(GlobalIndex).optional(),
  Tags: z.array(Tag).optional(),
  ...tableOptions,
});
type CreateTable = z.infer<typeof CreateTable>;

/** The table, its settings and its tags appear together. It is ready at once, but says CREATING here as AWS does. */
export async function createTable(disk: Disk, locks: TableLocks, now: () => number, input: unknown) {
  const request = parseRequest(CreateTable, input);
  const settings = settingsOf(request);
  const data = prepare('CreateTable', engineInput(request));
  return locks.run([request.TableName], async () => {
    if (await findTable(disk, request.TableName)) {
      throw new AwsError('ResourceInUseException', `Table already exists: ${request.TableName}`);
    }
    const { writes } = staged(await stage(disk, 'CreateTable', data));
    const table = recordOf(writes, now());
    await disk.write([
      { type: 'put', key: keyspace.tables + request.TableName, value: table },
      putSettings(request.TableName, settings),
      ...tagWrites(request),
    ]);
    return { TableDescription: describe(table, settings, 'CREATING') };
  });
}

function settingsOf(request: CreateTable): TableSettings {
  const indexes = (request.GlobalSecondaryIndexes ?? []).flatMap(({ IndexName, OnDemandThroughput }) =>
    OnDemandThroughput ? [[IndexName, OnDemandThroughput] as const] : [],
  );
  return applyOptions({ deletionProtection: false, indexThroughput: Object.fromEntries(indexes) }, request);
}

function engineInput(request: CreateTable): Record<string, unknown> {
  const {
    Tags,
    DeletionProtectionEnabled,
    SSESpecification,
    StreamSpecification,
    TableClass,
    OnDemandThroughput,
    ...rest
  } = request;
  const indexes = rest.GlobalSecondaryIndexes?.map(({ OnDemandThroughput: _, ...index }) => index);
  return indexes ? { ...rest, GlobalSecondaryIndexes: indexes } : rest;
}

/** dynalite would mark the table ACTIVE by a later write, which a crash in between would lose. */
function recordOf(writes: readonly Write[], now: number): TableRecord {
  const written = writes.find((write) => write.type === 'put');
  const table = TableRecord.parse(written?.value);
  const indexes = table.GlobalSecondaryIndexes?.map((index) => ({ ...index, IndexStatus: 'ACTIVE' }));
  const record = { ...table, TableStatus: 'ACTIVE', CreationDateTime: now / 1000 };
  return indexes ? { ...record, GlobalSecondaryIndexes: indexes } : record;
}

function tagWrites({ TableName, Tags = [] }: CreateTable): Write[] {
  return Tags.map(({ Key, Value }) => ({ type: 'put', key: keyspace.tags(TableName) + Key, value: Value }));
}
