import { notImplemented } from './errors.ts';
import { conditionKeys, encoder, listed, owner, pageSize } from './list-page.ts';
import { bucketArn } from './object-event.ts';
import { isoTime } from './object-headers.ts';
import { listVersions } from './object-listing.ts';
import type { AnyVersion } from './object-version.ts';
import { type Call, type Operation, xmlReply } from './operation.ts';
import type { XmlValue } from './render-xml.ts';

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectVersions.html */
export const listObjectVersions: Operation = {
  accesses: (call) => [
    { action: 's3:ListBucketVersions', resource: bucketArn(call.bucket), context: conditionKeys(call) },
  ],

  run(call) {
    const { storage, bucket, request } = call;
    storage.buckets.require(bucket);
    if (request.query.has('delimiter')) throw notImplemented('GET bucket ?versions with a delimiter');
    const prefix = request.query.get('prefix') ?? '';
    const limit = pageSize(request.query);
    const found = listVersions(storage.database, { bucket, prefix, after: versionMarker(call), limit: limit + 1 });
    const page = found.slice(0, limit);
    const last = found.length > limit ? page.at(-1) : undefined;
    const encode = encoder(request.query);
    return xmlReply('ListVersionsResult', {
      Name: bucket,
      Prefix: encode(prefix),
      KeyMarker: encode(request.query.get('key-marker') ?? ''),
      VersionIdMarker: request.query.get('version-id-marker') ?? '',
      NextKeyMarker: last && encode(last.key),
      NextVersionIdMarker: last?.versionId,
      EncodingType: request.query.get('encoding-type') ?? undefined,
      MaxKeys: limit,
      IsTruncated: last !== undefined,
      Version: page
        .filter((one) => !one.isDeleteMarker)
        .map((one) => ({ ...listed(one, encode), ...versionFields(one) })),
      DeleteMarker: page
        .filter((one) => one.isDeleteMarker)
        .map((one) => ({ Key: encode(one.key), ...versionFields(one) })),
    });
  },
};

function versionMarker({ storage, bucket, request }: Call): { key: string; sequence: number } {
  const key = request.query.get('key-marker') ?? '';
  const versionId = request.query.get('version-id-marker');
  if (!versionId) return { key, sequence: 0 };
  // Someone who empties a bucket page by page has deleted the marker by now: what is left of its key comes again.
  return { key, sequence: storage.objects.version(bucket, key, versionId)?.sequence ?? Number.MAX_SAFE_INTEGER };
}

function versionFields(version: AnyVersion): Record<string, XmlValue> {
  return {
    VersionId: version.versionId,
    IsLatest: version.isLatest,
    LastModified: isoTime(version.lastModified),
    Owner: owner,
  };
}
