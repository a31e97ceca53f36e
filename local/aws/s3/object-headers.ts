import { checksumHeaderName } from './checksum.ts';
import { encryptionHeaders } from './encryption.ts';
import type { ObjectVersion } from './object-version.ts';

export function quoted(etag: string): string {
  return `"${etag}"`;
}

export function isoTime(time: number): string {
  return new Date(time).toISOString();
}

/** An unversioned object has no version id to show. */
export function versionHeader(version: { readonly versionId: string }, isVersioned: boolean): Record<string, string> {
  return isVersioned ? { 'x-amz-version-id': version.versionId } : {};
}

export function checksumHeaders({ checksum }: Pick<ObjectVersion, 'checksum'>): Record<string, string> {
  if (checksum === undefined) return {};
  return { [checksumHeaderName(checksum.algorithm)]: checksum.value, 'x-amz-checksum-type': checksum.type };
}

/** What a read says of an object, whatever part of its bytes it returns. */
export function readHeaders(object: ObjectVersion, isVersioned: boolean): Record<string, string> {
  const tagCount = Object.keys(object.tags).length;
  return {
    ...object.headers,
    ...Object.fromEntries(Object.entries(object.metadata).map(([name, value]) => [`x-amz-meta-${name}`, value])),
    etag: quoted(object.etag),
    'last-modified': new Date(object.lastModified).toUTCString(),
    'accept-ranges': 'bytes',
    ...encryptionHeaders(object.encryption),
    ...versionHeader(object, isVersioned),
    ...(tagCount > 0 && { 'x-amz-tagging-count': `${tagCount}` }),
  };
}

/** What a write says of the object that it made. */
export function writeHeaders(object: ObjectVersion, isVersioned: boolean): Record<string, string> {
  return {
    etag: quoted(object.etag),
    ...checksumHeaders(object),
    ...encryptionHeaders(object.encryption),
    ...versionHeader(object, isVersioned),
  };
}
