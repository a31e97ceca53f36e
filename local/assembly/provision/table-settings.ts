import {
  DescribeContinuousBackupsCommand,
  DescribeTimeToLiveCommand,
  type DynamoDBClient,
  UpdateContinuousBackupsCommand,
  UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb';
import type { Resource } from '../model/pick.ts';
import type { TableProperties } from '../resources/dynamodb.ts';

type Table = Resource<TableProperties>;

/** Setting what is already set is an error in DynamoDB, so both look first. */
export async function setTimeToLive(client: DynamoDBClient, { name: TableName, properties }: Table): Promise<void> {
  const { TimeToLiveDescription: found } = await client.send(new DescribeTimeToLiveCommand({ TableName }));
  const current = found?.TimeToLiveStatus === 'ENABLED' ? found.AttributeName : undefined;
  const { TimeToLiveSpecification: specification } = properties;
  const wanted = specification?.Enabled ? specification.AttributeName : undefined;
  if (current === wanted) return;
  if (current !== undefined) await updateTimeToLive(client, TableName, current, false);
  if (wanted !== undefined) await updateTimeToLive(client, TableName, wanted, true);
}

async function updateTimeToLive(
  client: DynamoDBClient,
  TableName: string,
  AttributeName: string,
  Enabled: boolean,
): Promise<void> {
  await client.send(new UpdateTimeToLiveCommand({ TableName, TimeToLiveSpecification: { AttributeName, Enabled } }));
}

export async function setRecovery(client: DynamoDBClient, { name: TableName, properties }: Table): Promise<void> {
  const { ContinuousBackupsDescription: found } = await client.send(
    new DescribeContinuousBackupsCommand({ TableName }),
  );
  const current = found?.PointInTimeRecoveryDescription?.PointInTimeRecoveryStatus === 'ENABLED';
  const wanted = properties.PointInTimeRecoverySpecification;
  if (current === (wanted?.PointInTimeRecoveryEnabled ?? false)) return;
  await client.send(
    new UpdateContinuousBackupsCommand({
      TableName,
      PointInTimeRecoverySpecification: {
        PointInTimeRecoveryEnabled: !current,
        RecoveryPeriodInDays: wanted?.RecoveryPeriodInDays,
      },
    }),
  );
}
