import { z } from 'zod';
import type { Disk } from '../storage/disk.ts';
import { parseRequest } from '../storage/parse-request.ts';
import type { TableLocks } from '../storage/table-locks.ts';
import { requireTable } from '../storage/table-record.ts';
import { putSettings, readSettings, type TableSettings } from './settings.ts';
import { parseTableName } from './table-name.ts';

/** 1 to 35 days: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_PointInTimeRecoverySpecification.html */
const Update = z.strictObject({
  TableName: z.string(),
  PointInTimeRecoverySpecification: z.strictObject({
    PointInTimeRecoveryEnabled: z.boolean(),
    RecoveryPeriodInDays: z.number().int().min(1).max(35).optional(),
  }),
});
const defaultDays = 35;

/** Remembered and told, so that a template deploys; there is nothing here to recover a table from. */
export async function updateContinuousBackups(disk: Disk, locks: TableLocks, now: () => number, input: unknown) {
  const { TableName: name, PointInTimeRecoverySpecification: wanted } = parseRequest(Update, input);
  return locks.run([name], async () => {
    await requireTable(disk, name);
    const settings = await readSettings(disk, name);
    const since = settings.pointInTimeRecovery?.since ?? now() / 1000;
    const enabled = { since, days: wanted.RecoveryPeriodInDays ?? defaultDays };
    const changed = { ...settings, pointInTimeRecovery: wanted.PointInTimeRecoveryEnabled ? enabled : undefined };
    await disk.write([putSettings(name, changed)]);
    return describeBackups(changed, now());
  });
}

export async function describeContinuousBackups(disk: Disk, now: () => number, input: unknown) {
  const name = parseTableName(input);
  await requireTable(disk, name);
  return describeBackups(await readSettings(disk, name), now());
}

function describeBackups({ pointInTimeRecovery: recovery }: TableSettings, now: number) {
  const PointInTimeRecoveryDescription = recovery
    ? {
        PointInTimeRecoveryStatus: 'ENABLED',
        RecoveryPeriodInDays: recovery.days,
        EarliestRestorableDateTime: recovery.since,
        LatestRestorableDateTime: now / 1000,
      }
    : { PointInTimeRecoveryStatus: 'DISABLED' };
  return { ContinuousBackupsDescription: { ContinuousBackupsStatus: 'ENABLED', PointInTimeRecoveryDescription } };
}
