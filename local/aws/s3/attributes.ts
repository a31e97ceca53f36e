import type { IncomingHttpHeaders } from 'node:http';
import { account } from '../service.ts';
import type { BucketStore } from './bucket-store.ts';
import { encryptionFor } from './encryption.ts';
import { accessDenied, notImplemented, S3Error } from './errors.ts';
import { header } from './header.ts';
import type { ObjectAttributes } from './object-version.ts';
import { tagsOfHeader } from './tagging.ts';

const kept = [
  'cache-control',
  'content-disposition',
  'content-encoding',
  'content-language',
  'content-type',
  'expires',
];
const metaPrefix = 'x-amz-meta-';

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingMetadata.html#UserMetadata */
const maxMetadataBytes = 2048;

/** What the headers of a write (or the fields of a form) say of the new object. */
export function attributesOf(buckets: BucketStore, bucket: string, headers: IncomingHttpHeaders): ObjectAttributes {
  return {
    headers: systemHeaders(headers),
    metadata: userMetadata(headers),
    tags: tagsOfHeader(header(headers, 'x-amz-tagging')),
    encryption: encryptionFor(buckets, bucket, headers),
  };
}

function systemHeaders(headers: IncomingHttpHeaders): Record<string, string> {
  const found: Record<string, string> = { 'content-type': 'binary/octet-stream' };
  for (const name of kept) {
    const value = name === 'content-encoding' ? withoutChunks(header(headers, name)) : header(headers, name);
    if (value) found[name] = value;
  }
  return found;
}

/** `aws-chunked` describes the request, not the object. */
function withoutChunks(encoding: string | undefined): string | undefined {
  return encoding
    ?.split(',')
    .map((one) => one.trim())
    .filter((one) => one !== 'aws-chunked')
    .join(',');
}

function userMetadata(headers: IncomingHttpHeaders): Record<string, string> {
  const metadata: Record<string, string> = {};
  let size = 0;
  for (const name of Object.keys(headers).filter((one) => one.startsWith(metaPrefix))) {
    const value = header(headers, name) ?? '';
    metadata[name.slice(metaPrefix.length)] = value;
    size += Buffer.byteLength(name.slice(metaPrefix.length)) + Buffer.byteLength(value);
  }
  if (size <= maxMetadataBytes) return metadata;
  const message = 'Your metadata headers exceed the maximum allowed metadata size';
  throw new S3Error('MetadataTooLarge', message, 400, { Size: size, MaxSizeAllowed: maxMetadataBytes });
}

const refused =
  /^x-amz-(server-side-encryption-customer-|copy-source-server-side-encryption-customer-|server-side-encryption-context$|object-lock-|bucket-object-lock-enabled$|website-redirect-location$|grant-|write-offset-bytes$|mfa$|bypass-governance-retention$|copy-source-range$|rename-source)/;

/** Headers that change what an operation means, and that nothing here would heed. */
export function requireHeadersSupported(headers: IncomingHttpHeaders): void {
  for (const name of Object.keys(headers)) if (refused.test(name)) throw notImplemented(`The header ${name}`);
  const storageClass = header(headers, 'x-amz-storage-class');
  if (storageClass !== undefined && storageClass !== 'STANDARD')
    throw notImplemented(`The storage class ${storageClass}`);
  const owner = header(headers, 'x-amz-expected-bucket-owner') ?? header(headers, 'x-amz-source-expected-bucket-owner');
  if (owner !== undefined && owner !== account.id) throw accessDenied();
  requireNoAcl(header(headers, 'x-amz-acl'));
}

/** Buckets are `BucketOwnerEnforced`: https://docs.aws.amazon.com/AmazonS3/latest/userguide/about-object-ownership.html */
export function requireNoAcl(acl: string | undefined): void {
  if (acl === undefined || acl === 'private' || acl === 'bucket-owner-full-control') return;
  throw new S3Error('AccessControlListNotSupported', 'The bucket does not allow ACLs', 400);
}
