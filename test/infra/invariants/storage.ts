import { expect, test } from 'vitest';
import { z } from 'zod';
import type { World } from '../synth.ts';

const Table = z.object({
  PointInTimeRecoverySpecification: z.object({ PointInTimeRecoveryEnabled: z.literal(true) }),
  SSESpecification: z.object({ SSEEnabled: z.literal(true) }),
  DeletionProtectionEnabled: z.boolean(),
});
const Bucket = z.object({
  PublicAccessBlockConfiguration: z.object({
    BlockPublicAcls: z.literal(true),
    BlockPublicPolicy: z.literal(true),
    IgnorePublicAcls: z.literal(true),
    RestrictPublicBuckets: z.literal(true),
  }),
  BucketEncryption: z.object({ ServerSideEncryptionConfiguration: z.array(z.unknown()).min(1) }),
  OwnershipControls: z.object({ Rules: z.tuple([z.object({ ObjectOwnership: z.literal('BucketOwnerEnforced') })]) }),
  LifecycleConfiguration: z.object({
    Rules: z.array(z.looseObject({ AbortIncompleteMultipartUpload: z.unknown(), Status: z.literal('Enabled') })).min(1),
  }),
});
const BucketPolicy = z.object({
  Bucket: z.string(),
  PolicyDocument: z.object({
    Statement: z.array(z.looseObject({ Effect: z.string(), Action: z.unknown(), Condition: z.unknown() })),
  }),
});
const data = [
  'AWS::DynamoDB::Table',
  'AWS::S3::Bucket',
  'AWS::SecretsManager::Secret',
  'AWS::Logs::LogGroup',
  'AWS::KMS::Key',
];

export function dataIsSafe(world: World): void {
  const isProtected = world.stage === 'prod' || world.stage === 'staging';
  const tables = world.of('AWS::DynamoDB::Table');
  const buckets = world.of('AWS::S3::Bucket');

  test('every table can be restored to any second, and is encrypted with a key of the account', () => {
    expect(tables).not.toHaveLength(0);
    expect(tables.filter(({ properties }) => !Table.safeParse(properties).success)).toEqual([]);
  });

  test(`every table is ${isProtected ? '' : 'not '}protected from deletion`, () => {
    const states = tables.map(({ properties }) => Table.parse(properties).DeletionProtectionEnabled);
    expect(new Set(states)).toEqual(new Set([isProtected]));
  });

  test(`everything that holds data ${isProtected ? 'outlives' : 'goes with'} its stack`, () => {
    const kept = world.resources.filter(({ type }) => data.includes(type));
    const expected = isProtected ? ['Retain', 'RetainExceptOnCreate'] : ['Delete'];
    expect(kept.filter(({ deletionPolicy }) => !expected.includes(deletionPolicy))).toEqual([]);
  });

  test('every bucket is private, encrypted, and forgets unfinished uploads', () => {
    expect(buckets).not.toHaveLength(0);
    expect(buckets.filter(({ properties }) => !Bucket.safeParse(properties).success)).toEqual([]);
  });

  test('every bucket refuses connections without TLS, and with TLS before 1.2', () => {
    const policies = world.of('AWS::S3::BucketPolicy').map(({ properties }) => BucketPolicy.parse(properties));
    for (const { path } of buckets) {
      const denials = policies
        .filter(({ Bucket }) => world.at(Bucket).path === path)
        .flatMap(({ PolicyDocument }) => PolicyDocument.Statement)
        .filter(({ Effect, Action }) => Effect === 'Deny' && Action === 's3:*')
        .map(({ Condition }) => Condition);
      expect(denials).toContainEqual({ Bool: { 'aws:SecureTransport': 'false' } });
      expect(denials).toContainEqual({ NumericLessThan: { 's3:TlsVersion': 1.2 } });
    }
  });

  test('every log group ends its entries after a time', () => {
    const groups = world.of('AWS::Logs::LogGroup');
    expect(groups).not.toHaveLength(0);
    expect(groups.filter(({ properties }) => typeof properties.RetentionInDays !== 'number')).toEqual([]);
  });
}
