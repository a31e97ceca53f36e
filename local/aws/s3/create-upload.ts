import { attributesOf } from './attributes.ts';
import { parseAlgorithm } from './checksum.ts';
import { encryptionFor, encryptionHeaders, kmsAccesses } from './encryption.ts';
import { invalidRequest } from './errors.ts';
import { header } from './header.ts';
import { type Call, type Operation, objectAccess, xmlReply } from './operation.ts';
import { readPayload } from './payload.ts';
import type { UploadDetails } from './upload-store.ts';

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateMultipartUpload.html */
export const createMultipartUpload: Operation = {
  accesses(call) {
    const { storage, bucket, request } = call;
    return [
      objectAccess(call, 's3:PutObject'),
      ...(request.headers['x-amz-tagging'] === undefined ? [] : [objectAccess(call, 's3:PutObjectTagging')]),
      // "permission to the kms:Decrypt and kms:GenerateDataKey actions": parts are decrypted to make the object.
      ...kmsAccesses(encryptionFor(storage.buckets, bucket, request.headers), 'kms:Decrypt', 'kms:GenerateDataKey'),
    ];
  },

  run(call) {
    const { storage, bucket, key, request } = call;
    storage.buckets.require(bucket);
    readPayload(request);
    const checksum = statedKind(call);
    const attributes = attributesOf(storage.buckets, bucket, request.headers);
    const UploadId = storage.uploads.create(bucket, key, { ...attributes, ...(checksum && { checksum }) });
    return xmlReply(
      'InitiateMultipartUploadResult',
      { Bucket: bucket, Key: key, UploadId },
      {
        ...encryptionHeaders(attributes.encryption),
        ...(checksum && { 'x-amz-checksum-algorithm': checksum.algorithm, 'x-amz-checksum-type': checksum.type }),
      },
    );
  },
};

/** CRC-64/NVME is always of the full object, SHA never, the others composite unless said otherwise. */
function statedKind({ request }: Call): UploadDetails['checksum'] {
  const stated = header(request.headers, 'x-amz-checksum-algorithm');
  const type = header(request.headers, 'x-amz-checksum-type');
  if (stated === undefined) {
    if (type === undefined) return undefined;
    throw invalidRequest('The x-amz-checksum-type header can only be used with the x-amz-checksum-algorithm header.');
  }
  const algorithm = parseAlgorithm(stated);
  const natural = algorithm === 'CRC64NVME' ? 'FULL_OBJECT' : 'COMPOSITE';
  if (type === undefined || type === natural) return { algorithm, type: natural };
  if (type === 'FULL_OBJECT' && algorithm.startsWith('CRC32')) return { algorithm, type };
  throw invalidRequest(
    `The ${type} checksum type cannot be used with the ${algorithm.toLowerCase()} checksum algorithm.`,
  );
}
