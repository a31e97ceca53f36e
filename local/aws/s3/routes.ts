import type { AwsRequest } from '../service.ts';
import { type Address, addressOf } from './address.ts';
import { notImplemented } from './errors.ts';
import { isForm } from './post-form.ts';

type Target = 'service' | 'bucket' | 'object';

/** `METHOD target`, then what tells operations of one method apart: a query parameter, or `header:` one. First match wins. */
const routes = [
  ['GET service', '', 'ListBuckets'],
  ['PUT bucket', 'encryption', 'PutBucketEncryption'],
  ['GET bucket', 'encryption', 'GetBucketEncryption'],
  ['DELETE bucket', 'encryption', 'DeleteBucketEncryption'],
  ['PUT bucket', 'publicAccessBlock', 'PutPublicAccessBlock'],
  ['GET bucket', 'publicAccessBlock', 'GetPublicAccessBlock'],
  ['DELETE bucket', 'publicAccessBlock', 'DeletePublicAccessBlock'],
  ['PUT bucket', 'versioning', 'PutBucketVersioning'],
  ['GET bucket', 'versioning', 'GetBucketVersioning'],
  ['PUT bucket', 'cors', 'PutBucketCors'],
  ['GET bucket', 'cors', 'GetBucketCors'],
  ['DELETE bucket', 'cors', 'DeleteBucketCors'],
  ['PUT bucket', 'lifecycle', 'PutBucketLifecycleConfiguration'],
  ['GET bucket', 'lifecycle', 'GetBucketLifecycleConfiguration'],
  ['DELETE bucket', 'lifecycle', 'DeleteBucketLifecycle'],
  ['PUT bucket', 'policy', 'PutBucketPolicy'],
  ['GET bucket', 'policy', 'GetBucketPolicy'],
  ['DELETE bucket', 'policy', 'DeleteBucketPolicy'],
  ['PUT bucket', 'ownershipControls', 'PutBucketOwnershipControls'],
  ['GET bucket', 'ownershipControls', 'GetBucketOwnershipControls'],
  ['DELETE bucket', 'ownershipControls', 'DeleteBucketOwnershipControls'],
  ['PUT bucket', 'notification', 'PutBucketNotificationConfiguration'],
  ['GET bucket', 'notification', 'GetBucketNotificationConfiguration'],
  ['PUT bucket', 'tagging', 'PutBucketTagging'],
  ['GET bucket', 'tagging', 'GetBucketTagging'],
  ['DELETE bucket', 'tagging', 'DeleteBucketTagging'],
  ['GET bucket', 'location', 'GetBucketLocation'],
  ['GET bucket', 'versions', 'ListObjectVersions'],
  ['GET bucket', 'list-type', 'ListObjectsV2'],
  ['POST bucket', 'delete', 'DeleteObjects'],
  ['PUT bucket', '', 'CreateBucket'],
  ['HEAD bucket', '', 'HeadBucket'],
  ['DELETE bucket', '', 'DeleteBucket'],
  ['PUT object', 'tagging', 'PutObjectTagging'],
  ['GET object', 'tagging', 'GetObjectTagging'],
  ['DELETE object', 'tagging', 'DeleteObjectTagging'],
  ['POST object', 'uploads', 'CreateMultipartUpload'],
  ['PUT object', 'uploadId', 'UploadPart'],
  ['POST object', 'uploadId', 'CompleteMultipartUpload'],
  ['DELETE object', 'uploadId', 'AbortMultipartUpload'],
  ['GET object', 'uploadId', 'ListParts'],
  ['PUT object', 'header:x-amz-copy-source', 'CopyObject'],
  ['PUT object', '', 'PutObject'],
  ['GET object', '', 'GetObject'],
  ['HEAD object', '', 'HeadObject'],
  ['DELETE object', '', 'DeleteObject'],
] as const;

export type OperationName = (typeof routes)[number][2] | 'PostObject' | 'Preflight';

/** Query parameters that qualify an operation; any other name in lower case would choose one that is not built. */
const qualifiers = new Set(
  'continuation-token delimiter encoding-type fetch-owner key-marker marker max-keys max-parts part-number-marker partNumber prefix response-cache-control response-content-disposition response-content-encoding response-content-language response-content-type response-expires start-after uploadId version-id-marker versionId x-id'.split(
    ' ',
  ),
);

export interface Route extends Address {
  readonly operation: OperationName;
}

export function routeOf(request: AwsRequest): Route {
  const address = addressOf(request);
  return { ...address, operation: operationOf(request, targetOf(address)) };
}

function targetOf({ bucket, key }: Address): Target {
  if (bucket === undefined) return 'service';
  return key === undefined ? 'bucket' : 'object';
}

function operationOf(request: AwsRequest, target: Target): OperationName {
  if (request.method === 'OPTIONS' && target !== 'service') return 'Preflight';
  if (request.method === 'POST' && target === 'bucket' && isForm(request)) return 'PostObject';
  const head = `${request.method} ${target}`;
  const route = routes.find(([start, mark]) => start === head && isMarked(request, mark));
  const unknown = [...request.query.keys()].filter((name) => name !== route?.[1] && !isQualifier(name));
  if (route === undefined || unknown.length > 0) {
    throw notImplemented([request.method, target, unknown.map((name) => `?${name}`).join(' ')].join(' ').trim());
  }
  return route[2];
}

function isMarked({ query, headers }: AwsRequest, mark: string): boolean {
  if (mark.startsWith('header:')) return headers[mark.slice('header:'.length)] !== undefined;
  return mark === '' || query.has(mark);
}

function isQualifier(name: string): boolean {
  return qualifiers.has(name) || name.toLowerCase().startsWith('x-amz-');
}
