import { createHash } from 'node:crypto';
import { badChecksum, type Checksum, checksumHeaderName, runningChecksum } from './checksum.ts';
import { invalidRequest } from './errors.ts';
import { header } from './header.ts';
import type { ObjectContent } from './object-version.ts';
import type { Call } from './operation.ts';
import type { Part, Upload } from './upload-store.ts';

/** Size, ETag and checksum of the object that the parts make up; checked against what the caller expects of it. */
export async function contentOfParts(call: Call, upload: Upload, parts: readonly Part[]): Promise<ObjectContent> {
  const size = parts.reduce((sum, part) => sum + part.size, 0);
  const stated = header(call.request.headers, 'x-amz-mp-object-size');
  if (stated !== undefined && Number(stated) !== size) {
    throw invalidRequest(`The x-amz-mp-object-size header says ${stated}, the parts have ${size} bytes.`);
  }
  const checksum = await checksumOfParts(call, upload, parts);
  const expected = header(call.request.headers, checksumHeaderName(checksum.algorithm));
  if (expected !== undefined && expected !== checksum.value && `${expected}-${parts.length}` !== checksum.value) {
    throw badChecksum(checksum.algorithm);
  }
  return { size, etag: etagOfParts(parts), checksum };
}

/** The MD5 of the parts' MD5s, and how many they were. Parts under KMS have random ETags, so this one is random too. */
function etagOfParts(parts: readonly Part[]): string {
  const digests = parts.map((part) => Buffer.from(part.etag, 'hex'));
  return `${createHash('md5').update(Buffer.concat(digests)).digest('hex')}-${parts.length}`;
}

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity-upload.html#Full-object-checksums */
async function checksumOfParts({ storage }: Call, upload: Upload, parts: readonly Part[]): Promise<Checksum> {
  const { algorithm, type } = upload.checksum ?? { algorithm: 'CRC64NVME', type: 'FULL_OBJECT' };
  const running = runningChecksum(algorithm);
  for (const part of parts) {
    if (type === 'COMPOSITE') running.update(Buffer.from(part.checksum?.value ?? '', 'base64'));
    else if (part.size > 0) for await (const chunk of storage.blobs.read(part.blob)) running.update(chunk);
  }
  const value = running.digest().toString('base64');
  return { algorithm, type, value: type === 'COMPOSITE' ? `${value}-${parts.length}` : value };
}
