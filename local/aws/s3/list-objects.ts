import { invalidArgument, notImplemented } from './errors.ts';
import { conditionKeys, encoder, listed, owner, pageSize } from './list-page.ts';
import { bucketArn } from './object-event.ts';
import { listObjects } from './object-listing.ts';
import { type Operation, xmlReply } from './operation.ts';

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html */
export const listObjectsV2: Operation = {
  accesses: (call) => [{ action: 's3:ListBucket', resource: bucketArn(call.bucket), context: conditionKeys(call) }],

  run({ storage, bucket, request: { query } }) {
    storage.buckets.require(bucket);
    if (query.get('list-type') !== '2') throw notImplemented(`GET bucket ?list-type=${query.get('list-type')}`);
    const [prefix, delimiter] = [query.get('prefix') ?? '', query.get('delimiter') ?? ''];
    const token = query.get('continuation-token');
    const startAfter = query.get('start-after') ?? '';
    const limit = pageSize(query);
    const after = token === null ? startAfter : decodeToken(token);
    const page = listObjects(storage.database, { bucket, prefix, delimiter, after, limit });
    const encode = encoder(query);
    return xmlReply('ListBucketResult', {
      Name: bucket,
      Prefix: encode(prefix),
      Delimiter: delimiter === '' ? undefined : encode(delimiter),
      StartAfter: startAfter === '' ? undefined : encode(startAfter),
      ContinuationToken: token ?? undefined,
      NextContinuationToken: page.next === undefined || limit === 0 ? undefined : encodeToken(page.next),
      EncodingType: query.get('encoding-type') ?? undefined,
      KeyCount: page.objects.length + page.commonPrefixes.length,
      MaxKeys: limit,
      IsTruncated: page.next !== undefined && limit > 0,
      Contents: page.objects.map((object) => ({
        ...listed(object, encode),
        Owner: query.get('fetch-owner') === 'true' ? owner : undefined,
      })),
      CommonPrefixes: page.commonPrefixes.map((common) => ({ Prefix: encode(common) })),
    });
  },
};

function encodeToken(after: string): string {
  return Buffer.from(`1:${after}`).toString('base64');
}

function decodeToken(token: string): string {
  const text = Buffer.from(token, 'base64').toString('utf8');
  if (!text.startsWith('1:'))
    throw invalidArgument('The continuation token provided is incorrect', 'continuation-token');
  return text.slice(2);
}
