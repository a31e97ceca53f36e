import { account } from '../service.ts';
import { checksumElement } from './checksum.ts';
import { invalidArgument } from './errors.ts';
import { isoTime, quoted } from './object-headers.ts';
import { type Operation, objectAccess, xmlReply } from './operation.ts';
import type { XmlValue } from './render-xml.ts';
import { requireUpload } from './upload-part.ts';
import type { Part } from './upload-store.ts';

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_AbortMultipartUpload.html */
export const abortMultipartUpload: Operation = {
  accesses: (call) => [objectAccess(call, 's3:AbortMultipartUpload')],
  async run(call) {
    await call.removal.abort(requireUpload(call).id);
    return { status: 204 };
  },
};

const maxPage = 1000;

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListParts.html */
export const listParts: Operation = {
  accesses: (call) => [objectAccess(call, 's3:ListMultipartUploadParts')],
  run(call) {
    const { storage, bucket, key, request } = call;
    const upload = requireUpload(call);
    const marker = integer(request.query, 'part-number-marker', 0);
    const limit = Math.min(integer(request.query, 'max-parts', maxPage), maxPage);
    const found = storage.uploads.parts(upload.id, marker, limit + 1);
    const page = found.slice(0, limit);
    return xmlReply('ListPartsResult', {
      Bucket: bucket,
      Key: key,
      UploadId: upload.id,
      Initiator: { ID: account.id },
      Owner: { ID: account.id },
      StorageClass: 'STANDARD',
      ChecksumAlgorithm: upload.checksum?.algorithm,
      ChecksumType: upload.checksum?.type,
      PartNumberMarker: marker,
      NextPartNumberMarker: page.at(-1)?.number ?? 0,
      MaxParts: limit,
      IsTruncated: found.length > limit,
      Part: page.map(listed),
    });
  },
};

function listed(part: Part): XmlValue {
  const { ChecksumType: _, ...checksum } = checksumElement(part.checksum);
  const { number, modifiedAt, size, etag } = part;
  return { PartNumber: number, LastModified: isoTime(modifiedAt), ETag: quoted(etag), Size: size, ...checksum };
}

function integer(query: URLSearchParams, name: string, otherwise: number): number {
  const stated = query.get(name) ?? `${otherwise}`;
  if (!/^\d+$/.test(stated)) throw invalidArgument(`Argument ${name} must be an integer`, name, stated);
  return Number(stated);
}
