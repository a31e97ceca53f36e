import { z } from 'zod';
import { AwsError } from '../../service.ts';
import type { Disk } from '../storage/disk.ts';
import { parseRequest } from '../storage/parse-request.ts';
import type { TableLocks } from '../storage/table-locks.ts';
import { requireTable } from '../storage/table-record.ts';
import { putSettings, readSettings } from '../tables/settings.ts';
import { parseTableName } from '../tables/table-name.ts';

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TimeToLiveSpecification.html */
const Update = z.strictObject({
  TableName: z.string(),
  TimeToLiveSpecification: z.strictObject({ AttributeName: z.string().min(1).max(255), Enabled: z.boolean() }),
});

/** Takes effect at once; AWS takes up to an hour, and refuses a second change within it. */
export async function updateTimeToLive(disk: Disk, locks: TableLocks, input: unknown) {
  const { TableName: name, TimeToLiveSpecification: wanted } = parseRequest(Update, input);
  return locks.run([name], async () => {
    await requireTable(disk, name);
    const settings = await readSettings(disk, name);
    const fault = faultOf(settings.timeToLiveAttribute, wanted);
    if (fault) throw new AwsError('ValidationException', fault);
    const timeToLiveAttribute = wanted.Enabled ? wanted.AttributeName : undefined;
    await disk.write([putSettings(name, { ...settings, timeToLiveAttribute })]);
    return { TimeToLiveSpecification: wanted };
  });
}

function faultOf(current: string | undefined, wanted: { AttributeName: string; Enabled: boolean }): string | undefined {
  if (current === undefined) return wanted.Enabled ? undefined : 'TimeToLive is already disabled';
  if (current !== wanted.AttributeName) {
    return `TimeToLive is active on a different AttributeName: current AttributeName is ${current}`;
  }
  return wanted.Enabled ? 'TimeToLive is already enabled' : undefined;
}

export async function describeTimeToLive(disk: Disk, input: unknown) {
  const name = parseTableName(input);
  await requireTable(disk, name);
  const { timeToLiveAttribute: AttributeName } = await readSettings(disk, name);
  const TimeToLiveDescription = AttributeName
    ? { TimeToLiveStatus: 'ENABLED', AttributeName }
    : { TimeToLiveStatus: 'DISABLED' };
  return { TimeToLiveDescription };
}
