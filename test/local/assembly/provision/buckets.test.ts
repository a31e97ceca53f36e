import {
  GetBucketCorsCommand,
  GetBucketEncryptionCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketPolicyCommand,
  GetBucketVersioningCommand,
  GetObjectCommand,
  GetPublicAccessBlockCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { Duration, Stack } from 'aws-cdk-lib';
import { Key } from 'aws-cdk-lib/aws-kms';
import { BlockPublicAccess, Bucket, BucketEncryption, HttpMethods } from 'aws-cdk-lib/aws-s3';
import { describe, expect, it } from 'vitest';
import type { AssemblyModel } from '../../../../local/assembly/model.ts';
import { provision } from '../../../../local/assembly/provision/provision.ts';
import { readApp, temporaryFolder } from '../synthesize.ts';
import { openWorld } from './world.ts';

function model({ hasRules = true, versioned = false } = {}): Promise<AssemblyModel> {
  return readApp((app) => {
    const stack = new Stack(app, 'Store');
    new Bucket(stack, 'Uploads', {
      bucketName: 'uploads',
      encryption: BucketEncryption.KMS,
      encryptionKey: new Key(stack, 'Key'),
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      enforceSSL: true,
      versioned,
      ...(hasRules && {
        cors: [
          { allowedMethods: [HttpMethods.POST], allowedOrigins: ['https://app.example'], exposedHeaders: ['etag'] },
        ],
        lifecycleRules: [{ id: 'old', prefix: 'tmp/', expiration: Duration.days(7) }],
      }),
    });
  });
}

const uploads = { Bucket: 'uploads' };

describe('provisionBucket', () => {
  it('makes a bucket with all that the template says', async () => {
    const { options, clients } = await openWorld(temporaryFolder());
    const wanted = await model();
    await provision(wanted, options);
    const encryption = await clients.s3.send(new GetBucketEncryptionCommand(uploads));
    expect(encryption.ServerSideEncryptionConfiguration?.Rules?.[0]?.ApplyServerSideEncryptionByDefault).toEqual({
      SSEAlgorithm: 'aws:kms',
      KMSMasterKeyID: wanted.keys[0]?.arn,
    });
    const block = await clients.s3.send(new GetPublicAccessBlockCommand(uploads));
    expect(block.PublicAccessBlockConfiguration).toMatchObject({ BlockPublicAcls: true, RestrictPublicBuckets: true });
    const cors = await clients.s3.send(new GetBucketCorsCommand(uploads));
    expect(cors.CORSRules?.[0]).toMatchObject({ AllowedMethods: ['POST'], ExposeHeaders: ['etag'] });
    const lifecycle = await clients.s3.send(new GetBucketLifecycleConfigurationCommand(uploads));
    expect(lifecycle.Rules?.[0]).toMatchObject({ ID: 'old', Filter: { Prefix: 'tmp/' }, Expiration: { Days: 7 } });
    const policy = await clients.s3.send(new GetBucketPolicyCommand(uploads));
    expect(policy.Policy).toContain('aws:SecureTransport');
  });

  it('keeps the objects and brings settings up to date', async () => {
    const { options, clients } = await openWorld(temporaryFolder());
    await provision(await model(), options);
    await clients.s3.send(new PutObjectCommand({ ...uploads, Key: 'a', Body: 'kept' }));
    await provision(await model({ hasRules: false, versioned: true }), options);
    const object = await clients.s3.send(new GetObjectCommand({ ...uploads, Key: 'a' }));
    expect(await object.Body?.transformToString()).toBe('kept');
    const versioning = await clients.s3.send(new GetBucketVersioningCommand(uploads));
    expect(versioning.Status).toBe('Enabled');
    await expect(clients.s3.send(new GetBucketCorsCommand(uploads))).rejects.toMatchObject({
      name: 'NoSuchCORSConfiguration',
    });
    await expect(clients.s3.send(new GetBucketLifecycleConfigurationCommand(uploads))).rejects.toMatchObject({
      name: 'NoSuchLifecycleConfiguration',
    });
  });

  it('leaves the key out for an emulator, which has none of the template', async () => {
    const { options, clients } = await openWorld(temporaryFolder());
    await provision(await model(), { ...options, kms: false });
    const encryption = await clients.s3.send(new GetBucketEncryptionCommand(uploads));
    expect(encryption.ServerSideEncryptionConfiguration?.Rules?.[0]?.ApplyServerSideEncryptionByDefault).toEqual({
      SSEAlgorithm: 'aws:kms',
    });
  });
});
