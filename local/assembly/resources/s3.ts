import { z } from 'zod';
import { account } from '../../aws/service.ts';
import { resourceType } from '../resource-type.ts';
import { document, flag, number, text } from '../scalar.ts';

const strings = z.array(z.string());

const Encryption = z.strictObject({
  ServerSideEncryptionConfiguration: z.array(
    z.strictObject({
      ServerSideEncryptionByDefault: z
        .strictObject({
          SSEAlgorithm: z.enum(['AES256', 'aws:kms', 'aws:kms:dsse']),
          KMSMasterKeyID: z.string().optional(),
        })
        .optional(),
      BucketKeyEnabled: flag.optional(),
    }),
  ),
});

const Cors = z.strictObject({
  CorsRules: z.array(
    z.strictObject({
      Id: z.string().optional(),
      AllowedHeaders: strings.optional(),
      AllowedMethods: strings,
      AllowedOrigins: strings,
      ExposedHeaders: strings.optional(),
      MaxAge: number.optional(),
    }),
  ),
});

const Lifecycle = z.strictObject({
  Rules: z.array(
    z.strictObject({
      Id: z.string().optional(),
      Status: z.enum(['Enabled', 'Disabled']),
      Prefix: z.string().optional(),
      ExpirationInDays: number.optional(),
      ExpiredObjectDeleteMarker: flag.optional(),
      NoncurrentVersionExpiration: z
        .strictObject({ NoncurrentDays: number, NewerNoncurrentVersions: number.optional() })
        .optional(),
      AbortIncompleteMultipartUpload: z.strictObject({ DaysAfterInitiation: number }).optional(),
    }),
  ),
  TransitionDefaultMinimumObjectSize: z.enum(['all_storage_classes_128K', 'varies_by_storage_class']).optional(),
});

const Bucket = z.strictObject({
  BucketName: text.optional(),
  BucketEncryption: Encryption.optional(),
  CorsConfiguration: Cors.optional(),
  LifecycleConfiguration: Lifecycle.optional(),
  NotificationConfiguration: z
    .strictObject({ EventBridgeConfiguration: z.strictObject({ EventBridgeEnabled: flag.default(true) }).optional() })
    .optional(),
  OwnershipControls: z
    .strictObject({
      Rules: z.array(
        z.strictObject({ ObjectOwnership: z.enum(['BucketOwnerEnforced', 'BucketOwnerPreferred', 'ObjectWriter']) }),
      ),
    })
    .optional(),
  PublicAccessBlockConfiguration: z
    .strictObject({
      BlockPublicAcls: flag.optional(),
      BlockPublicPolicy: flag.optional(),
      IgnorePublicAcls: flag.optional(),
      RestrictPublicBuckets: flag.optional(),
    })
    .optional(),
  VersioningConfiguration: z.strictObject({ Status: z.enum(['Enabled', 'Suspended']) }).optional(),
});
export type BucketProperties = z.output<typeof Bucket>;

export const bucket = resourceType({
  type: 'AWS::S3::Bucket',
  naming: { property: 'BucketName', maxLength: 63, lowerCase: true },
  ref: ({ name }) => name,
  attributes: {
    Arn: ({ name }) => `arn:${account.partition}:s3:::${name}`,
    DomainName: ({ name }) => `${name}.s3.amazonaws.com`,
    RegionalDomainName: ({ name }) => `${name}.s3.${account.region}.amazonaws.com`,
  },
  properties: Bucket,
});

export const bucketPolicy = resourceType({
  type: 'AWS::S3::BucketPolicy',
  ref: ({ property }) => property('Bucket') ?? '',
  attributes: {},
  properties: z.strictObject({ Bucket: z.string(), PolicyDocument: document }),
});
