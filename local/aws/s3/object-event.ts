import { account, type Principal } from '../service.ts';
import type { AnyVersion } from './object-version.ts';

/** Who or what changed the object. */
export interface Cause {
  readonly principalId: string;
  readonly requestId: string;
}

export interface ObjectEvent {
  /** `ObjectCreated:Put`, without the `s3:` that configurations say. */
  readonly name: string;
  readonly bucket: string;
  readonly version: AnyVersion;
  readonly isVersioned: boolean;
  readonly cause: Cause;
}

/** One of the `Records` that S3 sends to a queue, a topic or a function. */
export interface S3Record {
  readonly eventVersion: string;
  readonly eventSource: 'aws:s3';
  readonly awsRegion: string;
  readonly eventTime: string;
  readonly eventName: string;
  readonly userIdentity: { readonly principalId: string };
  readonly requestParameters: { readonly sourceIPAddress: string };
  readonly responseElements: { readonly 'x-amz-request-id': string; readonly 'x-amz-id-2': string };
  readonly s3: {
    readonly s3SchemaVersion: '1.0';
    readonly configurationId: string;
    readonly bucket: {
      readonly name: string;
      readonly ownerIdentity: { readonly principalId: string };
      readonly arn: string;
    };
    readonly object: S3RecordObject;
  };
}

interface S3RecordObject {
  readonly key: string;
  /** Only of objects that are there: a removal says neither size nor ETag. */
  readonly size?: number;
  readonly eTag?: string;
  readonly versionId?: string;
  readonly sequencer: string;
}

export const lifecycleCause: Cause = { principalId: 's3.amazonaws.com', requestId: 'lifecycle' };

export function causeOf(request: { readonly principal: Principal; readonly requestId: string }): Cause {
  const { principal, requestId } = request;
  return { principalId: principal.kind === 'root' ? account.id : `AWS:${principal.functionName}`, requestId };
}

/** Version 2.1: https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html */
export function recordOf(event: ObjectEvent, time: number, sequencer: string, configurationId: string): S3Record {
  const { version, bucket, cause } = event;
  const isThere = !version.isDeleteMarker && !/^(ObjectRemoved|LifecycleExpiration):/.test(event.name);
  return {
    eventVersion: '2.1',
    eventSource: 'aws:s3',
    awsRegion: account.region,
    eventTime: new Date(time).toISOString(),
    eventName: event.name,
    userIdentity: { principalId: cause.principalId },
    requestParameters: { sourceIPAddress: '127.0.0.1' },
    responseElements: { 'x-amz-request-id': cause.requestId, 'x-amz-id-2': cause.requestId },
    s3: {
      s3SchemaVersion: '1.0',
      configurationId,
      bucket: { name: bucket, ownerIdentity: { principalId: account.id }, arn: bucketArn(bucket) },
      object: {
        // "The object key name value is URL encoded. For example, red flower.jpg becomes red+flower.jpg."
        key: encodeURIComponent(version.key).replaceAll('%20', '+').replaceAll('%2F', '/'),
        ...(isThere && { size: version.size, eTag: version.etag }),
        ...(event.isVersioned && { versionId: version.versionId }),
        sequencer,
      },
    },
  };
}

export function bucketArn(bucket: string): string {
  return `arn:${account.partition}:s3:::${bucket}`;
}
