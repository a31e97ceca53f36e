import type { Access } from '../service.ts';
import { checksumOf } from './checksum.ts';
import { encryptionHeaders, kmsAccesses } from './encryption.ts';
import { invalidArgument, invalidRequest } from './errors.ts';
import { checksumHeaders, quoted } from './object-headers.ts';
import { type Call, type Operation, objectAccess } from './operation.ts';
import { type Payload, readPayload } from './payload.ts';
import type { Upload } from './upload-store.ts';
import { contentOf } from './write-object.ts';

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html */
export const maxPartNumber = 10_000;

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_UploadPart.html */
export const uploadPart: Operation = {
  accesses: uploadAccesses,

  async run(call) {
    const { storage, request } = call;
    const upload = requireUpload(call);
    const number = Number(request.query.get('partNumber') ?? Number.NaN);
    if (!Number.isInteger(number) || number < 1 || number > maxPartNumber) {
      const message = 'Part number must be an integer between 1 and 10000, inclusive';
      throw invalidArgument(message, 'partNumber', request.query.get('partNumber') ?? '');
    }
    const payload = readPayload(request);
    const { checksum: _, ...bare } = contentOf(payload.bytes, upload.encryption, payload.checksum);
    const checksum = partChecksum(upload, payload);
    const content = { ...bare, ...(checksum && { checksum }) };
    const blob = await storage.blobs.write(payload.bytes);
    await storage.commit(() => ({ result: undefined, unused: storage.uploads.putPart(upload, number, blob, content) }));
    const { 'x-amz-checksum-type': __, ...checksums } = checksumHeaders(content);
    return {
      status: 200,
      headers: { etag: quoted(content.etag), ...checksums, ...encryptionHeaders(upload.encryption) },
    };
  },
};

/** Of uploading a part and of completing. */
export function uploadAccesses(call: Call): Access[] {
  const upload = call.storage.uploads.find(call.request.query.get('uploadId') ?? '');
  return [
    objectAccess(call, 's3:PutObject'),
    ...(upload === undefined ? [] : kmsAccesses(upload.encryption, 'kms:Decrypt', 'kms:GenerateDataKey')),
  ];
}

export function requireUpload({ storage, bucket, key, request }: Call): Upload {
  storage.buckets.require(bucket);
  return storage.uploads.require(bucket, key, request.query.get('uploadId') ?? '');
}

/** Parts of a composite checksum must come with theirs; S3 computes the others itself. */
function partChecksum({ checksum: kind }: Upload, { bytes, checksum }: Payload): Payload['checksum'] {
  if (kind === undefined) return checksum;
  if (checksum?.algorithm === kind.algorithm) return checksum;
  if (checksum === undefined && kind.type === 'FULL_OBJECT') return checksumOf(kind.algorithm, bytes);
  const actual = checksum?.algorithm.toLowerCase() ?? 'null';
  throw invalidRequest(
    `Checksum Type mismatch occurred, expected checksum Type: ${kind.algorithm.toLowerCase()}, actual checksum Type: ${actual}`,
  );
}
