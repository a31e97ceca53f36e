import { CfnElement, Duration, Stack, Validations } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { BlockPublicAccess, Bucket, BucketEncryption, type CorsRule, ObjectOwnership } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import * as z from 'zod';
import type { Stage } from '../stage.ts';

export interface PrivateBucketProps {
  readonly stage: Stage;
  /** Objects are deleted after this. */
  readonly expiration?: Duration;
  /** The same for the objects below each prefix. */
  readonly expirations?: readonly { readonly prefix: string; readonly after: Duration }[];
  /** For pages that send to the bucket by forms and URLs of ours. */
  readonly cors?: CorsRule[];
}

type ObjectAction = 'GetObject' | 'PutObject' | 'DeleteObject' | 'AbortMultipartUpload';

/** Nobody but our roles, TLS only, encrypted with the account's own KMS key for S3. */
export class PrivateBucket extends Construct {
  readonly bucket: Bucket;

  constructor(scope: Construct, id: string, props: PrivateBucketProps) {
    super(scope, id);
    this.bucket = new Bucket(this, 'Bucket', {
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      encryption: BucketEncryption.KMS_MANAGED,
      bucketKeyEnabled: true,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      removalPolicy: props.stage.removal,
      lifecycleRules: lifecycleOf(props),
      ...(props.cors && { cors: props.cors }),
    });
    Validations.of(this.bucket).acknowledge({
      id: 'AwsSolutions-S1',
      reason:
        'Only our functions can read it, and their own logs say for whom; what people of the account do is in CloudTrail.',
    });
  }

  /** On objects below `prefix`, e.g. `org/`; a `*` in it stands for what is made at run time, such as an organization. */
  allow(prefix: string, ...actions: ObjectAction[]): PolicyStatement {
    acknowledgePrefix(Stack.of(this), `<${this.logicalId()}.Arn>`, prefix);
    return this.statement(prefix, actions);
  }

  /** The same for a function of another stack, which knows the bucket by an export. */
  allowFrom(consumer: Construct, prefix: string, ...actions: ObjectAction[]): PolicyStatement {
    const { stackName } = Stack.of(this);
    const imported: unknown = Stack.of(this).resolve(Stack.of(this).exportValue(this.bucket.bucketArn));
    const { 'Fn::ImportValue': name } = Import.parse(imported);
    if (!name.startsWith(stackName)) throw new Error(`The export ${name} is not of ${stackName}.`);
    acknowledgePrefix(Stack.of(consumer), name, prefix);
    return this.statement(prefix, actions);
  }

  private statement(prefix: string, actions: readonly ObjectAction[]): PolicyStatement {
    return new PolicyStatement({
      actions: actions.map((action) => `s3:${action}`),
      resources: [this.bucket.arnForObjects(`${prefix}*`)],
    });
  }

  /** S3 says 404 of a missing object only to those who may list; without it, it says 403 and hides what is wrong. */
  allowFindMissing(): PolicyStatement {
    return new PolicyStatement({ actions: ['s3:ListBucket'], resources: [this.bucket.bucketArn] });
  }

  /** The keys below `prefix` only, which may have a `*` like the one of `allow`. */
  allowList(prefix: string): PolicyStatement {
    return new PolicyStatement({
      actions: ['s3:ListBucket'],
      resources: [this.bucket.bucketArn],
      conditions: { StringLike: { 's3:prefix': `${prefix}*` } },
    });
  }

  private logicalId(): string {
    const { defaultChild } = this.bucket.node;
    if (!CfnElement.isCfnElement(defaultChild)) throw new Error('A bucket is made of a CloudFormation resource.');
    return Stack.of(this).getLogicalId(defaultChild);
  }
}

const Import = z.object({ 'Fn::ImportValue': z.string() });

/** cdk-nag names a finding by the resource as the template has it; `arn` is how it writes the bucket. */
function acknowledgePrefix(stack: Stack, arn: string, prefix: string): void {
  Validations.of(stack).acknowledge({
    id: `AwsSolutions-IAM5[Resource::${arn}/${prefix}*]`,
    reason: 'The keys of objects below this prefix are made at run time; the bucket and the prefix are exact.',
  });
}

/** Parts that were never put together go after a day, wherever they are. */
function lifecycleOf({ expiration, expirations = [] }: PrivateBucketProps) {
  return [
    { id: 'expire', ...(expiration && { expiration }), abortIncompleteMultipartUploadAfter: Duration.days(1) },
    ...expirations.map(({ prefix, after }) => ({
      id: `expire-${prefix.replaceAll('/', '-')}`,
      prefix,
      expiration: after,
      abortIncompleteMultipartUploadAfter: Duration.days(1),
    })),
  ];
}
