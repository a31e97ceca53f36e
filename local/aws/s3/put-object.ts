import type { Access } from '../service.ts';
import { attributesOf } from './attributes.ts';
import { writeCondition } from './condition.ts';
import { encryptionFor, kmsAccesses } from './encryption.ts';
import { writeHeaders } from './object-headers.ts';
import { type Call, type Operation, objectAccess } from './operation.ts';
import { readPayload } from './payload.ts';
import { writeBytes } from './write-object.ts';

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html */
export const putObject: Operation = {
  accesses: writeAccesses,

  async run(call) {
    const { storage, bucket, request } = call;
    storage.buckets.require(bucket);
    const { bytes, checksum } = readPayload(request);
    const attributes = attributesOf(storage.buckets, bucket, request.headers);
    const written = await writeBytes(
      call,
      call.key,
      { bytes, attributes, ...(checksum && { checksum }) },
      { condition: writeCondition(request.headers), event: 'ObjectCreated:Put' },
    );
    return { status: 200, headers: writeHeaders(written, storage.versioning(bucket) !== 'Off') };
  },
};

/** What it takes to make an object. Comparing with an ETag is a read. */
export function writeAccesses(call: Call): Access[] {
  const { storage, bucket, request } = call;
  return [
    objectAccess(call, 's3:PutObject'),
    ...(request.headers['x-amz-tagging'] === undefined ? [] : [objectAccess(call, 's3:PutObjectTagging')]),
    ...(request.headers['if-match'] === undefined ? [] : [objectAccess(call, 's3:GetObject')]),
    ...kmsAccesses(encryptionFor(storage.buckets, bucket, request.headers), 'kms:GenerateDataKey'),
  ];
}
