import { createHash } from 'node:crypto';
import { decodePath, requireKeyLength } from './address.ts';
import { attributesOf } from './attributes.ts';
import { type Checksum, type ChecksumAlgorithm, parseAlgorithm, runningChecksum } from './checksum.ts';
import { checkRead, writeCondition } from './condition.ts';
import { encryptionFor, kmsAccesses } from './encryption.ts';
import {
  invalidArgument,
  invalidRequest,
  noSuchKey,
  noSuchVersion,
  notImplemented,
  preconditionFailed,
} from './errors.ts';
import { header } from './header.ts';
import { causeOf } from './object-event.ts';
import { isoTime, quoted, writeHeaders } from './object-headers.ts';
import type { ObjectAttributes, ObjectContent, ObjectVersion } from './object-version.ts';
import { type Call, type Operation, objectAccess, xmlReply } from './operation.ts';
import { entityTooLarge } from './post-policy.ts';
import { writeAccesses } from './put-object.ts';
import { commitObject, etagOf, maxBytes } from './write-object.ts';

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html */
export const copyObject: Operation = {
  accesses(call) {
    const source = sourceOf(call);
    const found = findSource(call, source);
    const suffix = source.versionId === undefined ? '' : 'Version';
    const copiesTags = directive(call, 'x-amz-tagging-directive') === 'COPY' && hasTags(found);
    return [
      objectAccess(source, `s3:GetObject${suffix}`),
      ...(copiesTags ? [objectAccess(source, `s3:GetObject${suffix}Tagging`)] : []),
      ...(found === undefined ? [] : kmsAccesses(found.encryption, 'kms:Decrypt')),
      ...writeAccesses(call),
      ...(copiesTags ? [objectAccess(call, 's3:PutObjectTagging')] : []),
    ];
  },

  async run(call) {
    const { storage, bucket, key, request } = call;
    const source = requireSource(call);
    const attributes = attributesOfCopy(call, source);
    const blob = await storage.blobs.copy(source.blob);
    const content = await contentOfCopy(call, blob, source, attributes);
    const written = await commitObject(
      storage,
      { bucket, key, blob, details: { ...attributes, ...content } },
      { condition: writeCondition(request.headers), cause: causeOf(request), event: 'ObjectCreated:Copy' },
    );
    const { etag: _, ...headers } = writeHeaders(written, storage.versioning(bucket) !== 'Off');
    const isVersioned = storage.versioning(source.bucket) !== 'Off';
    return xmlReply(
      'CopyObjectResult',
      { LastModified: isoTime(written.lastModified), ETag: quoted(written.etag) },
      { ...headers, ...(isVersioned && { 'x-amz-copy-source-version-id': source.versionId }) },
    );
  },
};

interface Source {
  readonly bucket: string;
  readonly key: string;
  readonly versionId?: string | undefined;
}

/** `/bucket/key?versionId=…`, percent-encoded. */
function sourceOf({ request }: Call): Source {
  const stated = header(request.headers, 'x-amz-copy-source') ?? '';
  if (stated.startsWith('arn:')) throw notImplemented('A copy source by ARN');
  const [path = '', query] = stated.split('?versionId=');
  const [, bucket, key] = /^\/?([^/]+)\/(.+)$/s.exec(decodePath(path)) ?? [];
  if (bucket === undefined || key === undefined) {
    throw invalidArgument(
      'Copy Source must mention the source bucket and key: sourcebucket/sourcekey',
      'x-amz-copy-source',
      stated,
    );
  }
  requireKeyLength(key);
  return { bucket, key, versionId: query };
}

function findSource({ storage }: Call, { bucket, key, versionId }: Source): ObjectVersion | undefined {
  const found =
    versionId === undefined ? storage.objects.latest(bucket, key) : storage.objects.version(bucket, key, versionId);
  return found?.isDeleteMarker === false ? found : undefined;
}

function requireSource(call: Call): ObjectVersion {
  const source = sourceOf(call);
  call.storage.buckets.require(source.bucket);
  call.storage.buckets.require(call.bucket);
  const found = findSource(call, source);
  if (found === undefined) {
    throw source.versionId === undefined ? noSuchKey(source.key) : noSuchVersion(source.key, source.versionId);
  }
  const outcome = checkRead(call.request.headers, found, 'x-amz-copy-source-');
  if (outcome === 'not-modified') throw preconditionFailed('x-amz-copy-source-If-None-Match');
  if (found.size > maxBytes) throw entityTooLarge(found.size, maxBytes);
  return found;
}

function attributesOfCopy(call: Call, source: ObjectVersion): ObjectAttributes {
  const { storage, bucket, key, request } = call;
  const stated = attributesOf(storage.buckets, bucket, request.headers);
  const replacesMetadata = directive(call, 'x-amz-metadata-directive') === 'REPLACE';
  const isItself = source.bucket === bucket && source.key === key && source.isLatest;
  if (isItself && !replacesMetadata && request.headers['x-amz-server-side-encryption'] === undefined) {
    const message =
      "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.";
    throw invalidRequest(message);
  }
  return {
    ...(replacesMetadata ? stated : { headers: source.headers, metadata: source.metadata }),
    tags: directive(call, 'x-amz-tagging-directive') === 'REPLACE' ? stated.tags : source.tags,
    encryption: encryptionFor(storage.buckets, bucket, request.headers),
  };
}

function directive({ request }: Call, name: string): string {
  return header(request.headers, name) ?? 'COPY';
}

function hasTags(object: ObjectVersion | undefined): boolean {
  return object !== undefined && Object.keys(object.tags).length > 0;
}

/** The copy is one object of one piece, whatever the source was made of. */
async function contentOfCopy(
  call: Call,
  blob: string,
  source: ObjectVersion,
  attributes: ObjectAttributes,
): Promise<ObjectContent> {
  const asked = header(call.request.headers, 'x-amz-checksum-algorithm');
  const algorithm = asked === undefined ? (source.checksum?.algorithm ?? 'CRC64NVME') : parseAlgorithm(asked);
  const { md5, checksum } = await digests(call, blob, source.size, algorithm);
  return { size: source.size, etag: etagOf(() => md5, attributes.encryption), checksum };
}

async function digests(
  { storage }: Call,
  blob: string,
  size: number,
  algorithm: ChecksumAlgorithm,
): Promise<{ md5: string; checksum: Checksum }> {
  const md5 = createHash('md5');
  const running = runningChecksum(algorithm);
  if (size > 0) {
    for await (const chunk of storage.blobs.read(blob)) {
      md5.update(chunk);
      running.update(chunk);
    }
  }
  const value = running.digest().toString('base64');
  return { md5: md5.digest('hex'), checksum: { algorithm, value, type: 'FULL_OBJECT' } };
}
