import {
  DeleteBucketCorsCommand,
  DeleteBucketLifecycleCommand,
  GetBucketCorsCommand,
  GetBucketLifecycleConfigurationCommand,
  type LifecycleRule,
  PutBucketCorsCommand,
  PutBucketLifecycleConfigurationCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import type { BucketModel } from '../model/storage.ts';
import type { BucketProperties } from '../resources/s3.ts';
import { existing } from './existing.ts';

export async function setCors(client: S3Client, { name: Bucket, properties }: BucketModel): Promise<void> {
  const rules = properties.CorsConfiguration?.CorsRules;
  if (rules) {
    const CORSRules = rules.map((rule) => ({
      ID: rule.Id,
      AllowedHeaders: rule.AllowedHeaders,
      AllowedMethods: rule.AllowedMethods,
      AllowedOrigins: rule.AllowedOrigins,
      ExposeHeaders: rule.ExposedHeaders,
      MaxAgeSeconds: rule.MaxAge,
    }));
    await client.send(new PutBucketCorsCommand({ Bucket, CORSConfiguration: { CORSRules } }));
  } else if (await existing(client.send(new GetBucketCorsCommand({ Bucket })), 'NoSuchCORSConfiguration'))
    await client.send(new DeleteBucketCorsCommand({ Bucket }));
}

export async function setLifecycle(client: S3Client, { name: Bucket, properties }: BucketModel): Promise<void> {
  const lifecycle = properties.LifecycleConfiguration;
  if (lifecycle)
    await client.send(
      new PutBucketLifecycleConfigurationCommand({
        Bucket,
        LifecycleConfiguration: { Rules: lifecycle.Rules.map(toRule) },
        TransitionDefaultMinimumObjectSize: lifecycle.TransitionDefaultMinimumObjectSize,
      }),
    );
  else if (
    await existing(client.send(new GetBucketLifecycleConfigurationCommand({ Bucket })), 'NoSuchLifecycleConfiguration')
  )
    await client.send(new DeleteBucketLifecycleCommand({ Bucket }));
}

type TemplateRule = NonNullable<BucketProperties['LifecycleConfiguration']>['Rules'][number];

function toRule(rule: TemplateRule): LifecycleRule {
  const hasExpiration = rule.ExpirationInDays !== undefined || rule.ExpiredObjectDeleteMarker !== undefined;
  return {
    ID: rule.Id,
    Status: rule.Status,
    Filter: { Prefix: rule.Prefix ?? '' },
    NoncurrentVersionExpiration: rule.NoncurrentVersionExpiration,
    AbortIncompleteMultipartUpload: rule.AbortIncompleteMultipartUpload,
    ...(hasExpiration && {
      Expiration: { Days: rule.ExpirationInDays, ExpiredObjectDeleteMarker: rule.ExpiredObjectDeleteMarker },
    }),
  };
}
