import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { S3Client } from '@aws-sdk/client-s3';
import { SchedulerClient } from '@aws-sdk/client-scheduler';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SESv2Client } from '@aws-sdk/client-sesv2';
import { SQSClient } from '@aws-sdk/client-sqs';
import { account } from '../../aws/service.ts';

export interface Target {
  /** The edge of the embedded services, or an external emulator. */
  readonly endpoint: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

export interface Clients {
  readonly dynamodb: DynamoDBClient;
  readonly events: EventBridgeClient;
  readonly s3: S3Client;
  readonly scheduler: SchedulerClient;
  readonly secrets: SecretsManagerClient;
  readonly ses: SESv2Client;
  readonly sqs: SQSClient;
}

export function createClients({ endpoint, credentials }: Target): Clients {
  const config = { endpoint, credentials, region: account.region };
  return {
    dynamodb: new DynamoDBClient(config),
    events: new EventBridgeClient(config),
    s3: new S3Client({ ...config, forcePathStyle: true }),
    scheduler: new SchedulerClient(config),
    secrets: new SecretsManagerClient(config),
    ses: new SESv2Client(config),
    // The host in a queue's URL is the one functions use; here the endpoint counts.
    sqs: new SQSClient({ ...config, useQueueUrlAsEndpoint: false }),
  };
}

export function destroyClients(clients: Clients): void {
  for (const client of Object.values(clients)) client.destroy();
}
