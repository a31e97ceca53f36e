import { account } from '../service.ts';
import type { S3Record } from './object-event.ts';

/** What S3 puts onto the account's default event bus. */
export interface EventBridgeEntry {
  readonly Source: 'aws.s3';
  readonly DetailType: string;
  readonly Resources: readonly string[];
  readonly Time: string;
  readonly Detail: Readonly<Record<string, unknown>>;
}

interface Wording {
  readonly type: string;
  readonly reason?: string;
  readonly deletion?: string;
}

const permanently = 'Permanently Deleted';
const marked = 'Delete Marker Created';

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html */
const wordings: Readonly<Record<string, Wording>> = {
  'ObjectCreated:Put': { type: 'Object Created', reason: 'PutObject' },
  'ObjectCreated:Post': { type: 'Object Created', reason: 'POST Object' },
  'ObjectCreated:Copy': { type: 'Object Created', reason: 'CopyObject' },
  'ObjectCreated:CompleteMultipartUpload': { type: 'Object Created', reason: 'CompleteMultipartUpload' },
  'ObjectRemoved:Delete': { type: 'Object Deleted', reason: 'DeleteObject', deletion: permanently },
  'ObjectRemoved:DeleteMarkerCreated': { type: 'Object Deleted', reason: 'DeleteObject', deletion: marked },
  'LifecycleExpiration:Delete': { type: 'Object Deleted', reason: 'Lifecycle Expiration', deletion: permanently },
  'LifecycleExpiration:DeleteMarkerCreated': {
    type: 'Object Deleted',
    reason: 'Lifecycle Expiration',
    deletion: marked,
  },
  'ObjectTagging:Put': { type: 'Object Tags Added' },
  'ObjectTagging:Delete': { type: 'Object Tags Deleted' },
};

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-mapping-troubleshooting.html */
export function eventBridgeEntry(record: S3Record): EventBridgeEntry {
  const wording = wordings[record.eventName];
  if (wording === undefined) throw new Error(`EventBridge has no event for ${record.eventName}.`);
  const { key, size, eTag, versionId, sequencer } = record.s3.object;
  return {
    Source: 'aws.s3',
    DetailType: wording.type,
    Resources: [record.s3.bucket.arn],
    Time: record.eventTime,
    Detail: {
      version: '0',
      bucket: { name: record.s3.bucket.name },
      object: {
        // Unlike the records, EventBridge gets the key as it is.
        key: decodeURIComponent(key.replaceAll('+', '%20')),
        ...(size !== undefined && { size }),
        ...(eTag !== undefined && { etag: eTag }),
        ...(versionId !== undefined && { 'version-id': versionId }),
        sequencer,
      },
      'request-id': record.responseElements['x-amz-request-id'],
      requester: account.id,
      'source-ip-address': record.requestParameters.sourceIPAddress,
      ...(wording.reason !== undefined && { reason: wording.reason }),
      ...(wording.deletion !== undefined && { 'deletion-type': wording.deletion }),
    },
  };
}
