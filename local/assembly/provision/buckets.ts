import {
  CreateBucketCommand,
  HeadBucketCommand,
  PutBucketEncryptionCommand,
  PutBucketNotificationConfigurationCommand,
  PutBucketOwnershipControlsCommand,
  PutBucketPolicyCommand,
  PutBucketVersioningCommand,
  PutPublicAccessBlockCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { account } from '../../aws/service.ts';
import type { BucketModel } from '../model/storage.ts';
import { setCors, setLifecycle } from './bucket-rules.ts';
import { existing } from './existing.ts';

/** Every setting is put again on each start: S3 replaces a setting as a whole, so that is the same as bringing it up to date. */
export async function provisionBucket(client: S3Client, bucket: BucketModel, kms: boolean): Promise<void> {
  const { name: Bucket, properties, policy } = bucket;
  if (!(await existing(client.send(new HeadBucketCommand({ Bucket })), 'NotFound', 'NoSuchBucket')))
    await client.send(
      new CreateBucketCommand({ Bucket, CreateBucketConfiguration: { LocationConstraint: account.region } }),
    );
  await putEncryption(client, bucket, kms);
  if (properties.PublicAccessBlockConfiguration)
    await client.send(
      new PutPublicAccessBlockCommand({
        Bucket,
        PublicAccessBlockConfiguration: properties.PublicAccessBlockConfiguration,
      }),
    );
  if (properties.OwnershipControls)
    await client.send(
      new PutBucketOwnershipControlsCommand({ Bucket, OwnershipControls: properties.OwnershipControls }),
    );
  if (properties.VersioningConfiguration)
    await client.send(
      new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: properties.VersioningConfiguration }),
    );
  await setCors(client, bucket);
  await setLifecycle(client, bucket);
  if (policy) await client.send(new PutBucketPolicyCommand({ Bucket, Policy: JSON.stringify(policy) }));
  if (properties.NotificationConfiguration)
    await client.send(
      new PutBucketNotificationConfigurationCommand({
        Bucket,
        NotificationConfiguration: properties.NotificationConfiguration.EventBridgeConfiguration?.EventBridgeEnabled
          ? { EventBridgeConfiguration: {} }
          : {},
      }),
    );
}

async function putEncryption(client: S3Client, { name: Bucket, properties }: BucketModel, kms: boolean): Promise<void> {
  if (!properties.BucketEncryption) return;
  const Rules = properties.BucketEncryption.ServerSideEncryptionConfiguration.map((rule) => {
    const encryption = rule.ServerSideEncryptionByDefault;
    return {
      BucketKeyEnabled: rule.BucketKeyEnabled,
      ApplyServerSideEncryptionByDefault: encryption && {
        SSEAlgorithm: encryption.SSEAlgorithm,
        ...(kms && { KMSMasterKeyID: encryption.KMSMasterKeyID }),
      },
    };
  });
  await client.send(new PutBucketEncryptionCommand({ Bucket, ServerSideEncryptionConfiguration: { Rules } }));
}
