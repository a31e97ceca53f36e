import { CfnElement, Duration, Stack, Validations } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { BlockPublicAccess, Bucket, BucketEncryption, ObjectOwnership } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import type { Stage } from '../stage.ts';

export interface PrivateBucketProps {
  readonly stage: Stage;
  /** Objects are deleted after this. */
  readonly expiration: Duration;
}

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
      lifecycleRules: [
        { id: 'expire', expiration: props.expiration, abortIncompleteMultipartUploadAfter: Duration.days(1) },
      ],
    });
    Validations.of(this.bucket).acknowledge({
      id: 'AwsSolutions-S1',
      reason:
        'Only our functions can read it, and their own logs say for whom; what people of the account do is in CloudTrail.',
    });
  }

  /** On objects below `prefix`, e.g. `org/`. */
  allow(prefix: string, ...actions: ('GetObject' | 'PutObject')[]): PolicyStatement {
    this.acknowledgePrefix(prefix);
    return new PolicyStatement({
      actions: actions.map((action) => `s3:${action}`),
      resources: [this.bucket.arnForObjects(`${prefix}*`)],
    });
  }

  private acknowledgePrefix(prefix: string): void {
    const stack = Stack.of(this);
    const { defaultChild } = this.bucket.node;
    if (!CfnElement.isCfnElement(defaultChild)) throw new Error('A bucket is made of a CloudFormation resource.');
    Validations.of(stack).acknowledge({
      id: `AwsSolutions-IAM5[Resource::<${stack.getLogicalId(defaultChild)}.Arn>/${prefix}*]`,
      reason: 'The keys of objects below this prefix are made at run time; the bucket and the prefix are exact.',
    });
  }
}
