import type { Access, AwsResponse } from '../service.ts';
import { collect } from './blob-store.ts';
import { checkRead } from './condition.ts';
import { kmsAccesses } from './encryption.ts';
import { noSuchKey, noSuchVersion, notImplemented, S3Error } from './errors.ts';
import { header } from './header.ts';
import { checksumHeaders, readHeaders } from './object-headers.ts';
import type { AnyVersion, ObjectVersion } from './object-version.ts';
import { type Call, type Operation, objectAccess } from './operation.ts';
import { type ByteRange, rangeOf } from './range.ts';

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html */
export const getObject: Operation = {
  accesses: (call) => readAccesses(call, true),

  async run(call) {
    const { object, response, range } = answer(call);
    if (response.status === 304) return response;
    return { ...response, body: await bytesOf(call, object, range) };
  },
};

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadObject.html: KMS is asked for the checksum only. */
export const headObject: Operation = {
  accesses: (call) => readAccesses(call, wantsChecksum(call)),
  run: (call) => answer(call).response,
};

function readAccesses(call: Call, isDecrypted: boolean): Access[] {
  const action = call.request.query.has('versionId') ? 's3:GetObjectVersion' : 's3:GetObject';
  const found = findVersion(call);
  const kms = isDecrypted && found?.isDeleteMarker === false ? kmsAccesses(found.encryption, 'kms:Decrypt') : [];
  return [objectAccess(call, action), ...kms];
}

function answer(call: Call): { object: ObjectVersion; response: AwsResponse; range: ByteRange | undefined } {
  const { request, storage } = call;
  if (request.query.has('partNumber')) throw notImplemented(`${request.method} object ?partNumber`);
  const object = requireObject(call);
  const isVersioned = storage.versioning(call.bucket) !== 'Off';
  const headers = readHeaders(object, isVersioned);
  if (checkRead(request.headers, object) === 'not-modified') {
    return { object, response: { status: 304, headers: without(headers, 'content-type') }, range: undefined };
  }
  const range = rangeOf(header(request.headers, 'range'), object.size, ifRangeHolds(call, object));
  Object.assign(headers, overrides(request.query));
  if (range !== undefined) return { object, range, response: partial(headers, range, object.size) };
  const checksum = wantsChecksum(call) ? checksumHeaders(object) : {};
  const response = { status: 200, headers: { ...headers, ...checksum, 'content-length': `${object.size}` } };
  return { object, response, range };
}

function partial(headers: Record<string, string>, { start, end }: ByteRange, size: number): AwsResponse {
  const range = { 'content-range': `bytes ${start}-${end}/${size}`, 'content-length': `${end - start + 1}` };
  return { status: 206, headers: { ...headers, ...range } };
}

function findVersion({ storage, bucket, key, request }: Call): AnyVersion | undefined {
  const versionId = request.query.get('versionId');
  return versionId === null ? storage.objects.latest(bucket, key) : storage.objects.version(bucket, key, versionId);
}

/** A delete marker is 404 as the current version and 405 by its own id. */
export function requireObject(call: Call): ObjectVersion {
  call.storage.buckets.require(call.bucket);
  const versionId = call.request.query.get('versionId');
  const found = findVersion(call);
  if (found === undefined) throw versionId === null ? noSuchKey(call.key) : noSuchVersion(call.key, versionId);
  if (!found.isDeleteMarker) return found;
  const headers = { 'x-amz-delete-marker': 'true', 'x-amz-version-id': found.versionId };
  if (versionId === null) throw noSuchKey(call.key, headers);
  const message = 'The specified method is not allowed against this resource.';
  throw new S3Error(
    'MethodNotAllowed',
    message,
    405,
    { Method: call.request.method, ResourceType: 'DeleteMarker' },
    headers,
  );
}

async function bytesOf({ storage }: Call, object: ObjectVersion, range: ByteRange | undefined): Promise<Buffer> {
  return object.size === 0 ? Buffer.alloc(0) : await collect(storage.blobs.read(object.blob, range));
}

/** With If-Range a range holds only for the object that the caller has the other part of. */
function ifRangeHolds({ request }: Call, object: ObjectVersion): boolean {
  const stated = header(request.headers, 'if-range');
  if (stated === undefined) return true;
  return stated.startsWith('"') ? stated === `"${object.etag}"` : Date.parse(stated) >= object.lastModified;
}

function wantsChecksum({ request }: Call): boolean {
  return header(request.headers, 'x-amz-checksum-mode')?.toUpperCase() === 'ENABLED';
}

/** `?response-content-disposition=…` and its kind; only signed requests get here. */
function overrides(query: URLSearchParams): Record<string, string> {
  const stated = [...query].filter(([name]) => name.startsWith('response-'));
  return Object.fromEntries(stated.map(([name, value]) => [name.slice('response-'.length), value]));
}

function without(headers: Record<string, string>, name: string): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([one]) => one !== name));
}
