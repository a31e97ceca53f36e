import {
  DeleteBucketEncryptionCommand,
  DeleteBucketPolicyCommand,
  DeletePublicAccessBlockCommand,
  GetBucketCorsCommand,
  GetBucketEncryptionCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketNotificationConfigurationCommand,
  GetBucketOwnershipControlsCommand,
  GetBucketPolicyCommand,
  GetBucketTaggingCommand,
  GetBucketVersioningCommand,
  GetPublicAccessBlockCommand,
  PutBucketEncryptionCommand,
  PutBucketOwnershipControlsCommand,
  PutBucketPolicyCommand,
  PutBucketTaggingCommand,
  PutBucketVersioningCommand,
  PutPublicAccessBlockCommand,
} from '@aws-sdk/client-s3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createBucket, type Started, startS3 } from './start.ts';

let started: Started;
let Bucket: string;

beforeEach(async () => {
  started = await startS3();
  Bucket = await createBucket(started);
});
afterEach(() => started.stop());

// https://docs.aws.amazon.com/AmazonS3/latest/userguide/creating-bucket.html
describe('A new bucket', () => {
  test('blocks public access, enforces its owner and encrypts', async () => {
    const { client } = started;
    const access = await client.send(new GetPublicAccessBlockCommand({ Bucket }));
    expect(access.PublicAccessBlockConfiguration).toEqual({
      BlockPublicAcls: true,
      IgnorePublicAcls: true,
      BlockPublicPolicy: true,
      RestrictPublicBuckets: true,
    });
    const ownership = await client.send(new GetBucketOwnershipControlsCommand({ Bucket }));
    expect(ownership.OwnershipControls?.Rules).toEqual([{ ObjectOwnership: 'BucketOwnerEnforced' }]);
    const encryption = await client.send(new GetBucketEncryptionCommand({ Bucket }));
    expect(encryption.ServerSideEncryptionConfiguration?.Rules).toMatchObject([
      { ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } },
    ]);
  });

  test('has neither versions nor notifications', async () => {
    expect((await started.client.send(new GetBucketVersioningCommand({ Bucket }))).Status).toBeUndefined();
    const found = await started.client.send(new GetBucketNotificationConfigurationCommand({ Bucket }));
    expect(found.QueueConfigurations).toBeUndefined();
  });

  // https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html#ErrorCodeList
  test('has none of the others, and says so by name', async () => {
    const failing = (work: Promise<unknown>, name: string) =>
      expect(work).rejects.toMatchObject({ name, $metadata: { httpStatusCode: 404 } });
    const { client } = started;
    await failing(client.send(new GetBucketCorsCommand({ Bucket })), 'NoSuchCORSConfiguration');
    await failing(client.send(new GetBucketLifecycleConfigurationCommand({ Bucket })), 'NoSuchLifecycleConfiguration');
    await failing(client.send(new GetBucketPolicyCommand({ Bucket })), 'NoSuchBucketPolicy');
    await failing(client.send(new GetBucketTaggingCommand({ Bucket })), 'NoSuchTagSet');
    await client.send(new DeletePublicAccessBlockCommand({ Bucket }));
    await failing(client.send(new GetPublicAccessBlockCommand({ Bucket })), 'NoSuchPublicAccessBlockConfiguration');
  });
});

describe('A bucket remembers', () => {
  test('its policy, also for whoever evaluates it, until it is deleted', async () => {
    const Policy = JSON.stringify({ Version: '2012-10-17', Statement: [] });
    await started.client.send(new PutBucketPolicyCommand({ Bucket, Policy }));
    await started.restart();
    expect((await started.client.send(new GetBucketPolicyCommand({ Bucket }))).Policy).toBe(Policy);
    expect(started.s3.bucketPolicy(Bucket)).toBe(Policy);
    await started.client.send(new DeleteBucketPolicyCommand({ Bucket }));
    expect(started.s3.bucketPolicy(Bucket)).toBeUndefined();
  });

  test('its encryption, and returns to AES256 without', async () => {
    const { client } = started;
    const Rules = [
      {
        ApplyServerSideEncryptionByDefault: {
          SSEAlgorithm: 'aws:kms',
          KMSMasterKeyID: 'arn:aws:kms:eu-central-1:000000000000:key/k',
        },
        BucketKeyEnabled: true,
      },
    ] as const;
    await client.send(
      new PutBucketEncryptionCommand({ Bucket, ServerSideEncryptionConfiguration: { Rules: [...Rules] } }),
    );
    const read = async () =>
      (await client.send(new GetBucketEncryptionCommand({ Bucket }))).ServerSideEncryptionConfiguration?.Rules;
    expect(await read()).toEqual(Rules);
    await client.send(new DeleteBucketEncryptionCommand({ Bucket }));
    expect(await read()).toMatchObject([{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }]);
  });

  test('its versioning, public access block and tags', async () => {
    const { client } = started;
    await client.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } }));
    expect((await client.send(new GetBucketVersioningCommand({ Bucket }))).Status).toBe('Enabled');
    await client.send(
      new PutPublicAccessBlockCommand({ Bucket, PublicAccessBlockConfiguration: { BlockPublicAcls: false } }),
    );
    expect(
      (await client.send(new GetPublicAccessBlockCommand({ Bucket }))).PublicAccessBlockConfiguration,
    ).toMatchObject({ BlockPublicAcls: false });
    const TagSet = [{ Key: 'a', Value: '1' }];
    await client.send(new PutBucketTaggingCommand({ Bucket, Tagging: { TagSet } }));
    expect((await client.send(new GetBucketTaggingCommand({ Bucket }))).TagSet).toEqual(TagSet);
  });
});

describe('A bucket refuses', () => {
  test('ACLs by way of another ownership', async () => {
    const OwnershipControls = { Rules: [{ ObjectOwnership: 'ObjectWriter' as const }] };
    await expect(
      started.client.send(new PutBucketOwnershipControlsCommand({ Bucket, OwnershipControls })),
    ).rejects.toMatchObject({
      name: 'NotImplemented',
      message: 'Object ownership ObjectWriter is not supported by the local S3.',
    });
  });

  test('documents that are none', async () => {
    await expect(started.client.send(new PutBucketPolicyCommand({ Bucket, Policy: 'x' }))).rejects.toMatchObject({
      name: 'MalformedPolicy',
    });
    for (const body of ['', '<Other/>', '<VersioningConfiguration>', '<!DOCTYPE x><VersioningConfiguration/>']) {
      const reply = await fetch(`${started.endpoint}/${Bucket}?versioning`, { method: 'PUT', body });
      expect(await reply.text()).toContain('<Code>MalformedXML</Code>');
    }
  });

  test.each(['acl', 'website', 'logging', 'replication', 'accelerate', 'uploads', 'metrics', 'object-lock'])(
    'the subresource %s loudly',
    async (name) => {
      const reply = await fetch(`${started.endpoint}/${Bucket}?${name}`);
      expect(reply.status).toBe(501);
      expect(await reply.text()).toContain(`<Code>NotImplemented</Code><Message>GET bucket ?${name} is not supported`);
    },
  );
});
