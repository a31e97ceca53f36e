import { z } from 'zod';
import { invalidRequest, malformedXml, S3Error } from './errors.ts';
import type { Call } from './operation.ts';
import { listOf, parseXml, xmlInteger } from './parse-xml.ts';
import { entityTooSmall } from './post-policy.ts';
import { maxPartNumber } from './upload-part.ts';
import type { Part, Upload } from './upload-store.ts';

/** Of every part but the last (https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html). */
const minPartBytes = 5 * 1024 ** 2;

const StatedPart = z.looseObject({ PartNumber: xmlInteger, ETag: z.string() });
type StatedPart = z.infer<typeof StatedPart>;
const StatedParts = z.object({ Part: listOf(StatedPart) });

/** The parts that a complete request names, found to be there and to fit; errors as the API page of CompleteMultipartUpload lists them. */
export function chosenParts({ request, storage }: Call, upload: Upload): Part[] {
  const stated = parseXml(request.body, 'CompleteMultipartUpload', StatedParts).Part;
  if (stated.length === 0 || stated.length > maxPartNumber) throw malformedXml();
  requireOrder(stated);
  const uploaded = new Map(storage.uploads.parts(upload.id).map((part) => [part.number, part]));
  const parts = stated.map((one) => {
    const part = uploaded.get(one.PartNumber);
    if (part === undefined || one.ETag.replaceAll('"', '') !== part.etag) throw invalidPart(upload, one);
    requireChecksum(upload, part, one);
    return part;
  });
  const small = parts.slice(0, -1).find((part) => part.size < minPartBytes);
  if (small === undefined) return parts;
  throw entityTooSmall(small.size, minPartBytes, { PartNumber: small.number, ETag: small.etag });
}

function requireOrder(stated: readonly StatedPart[]): void {
  const isAscending = stated.every(
    (one, index) => index === 0 || one.PartNumber > (stated[index - 1]?.PartNumber ?? 0),
  );
  if (isAscending) return;
  const message =
    'The list of parts was not in ascending order. The parts list must be specified in order by part number.';
  throw new S3Error('InvalidPartOrder', message, 400);
}

/** A composite checksum is made of the parts', so the caller must name those; a named one must be right in any case. */
function requireChecksum({ id, checksum: kind }: Upload, part: Part, stated: StatedPart): void {
  const algorithm = kind?.algorithm ?? part.checksum?.algorithm;
  const named = algorithm && stated[`Checksum${algorithm}`];
  if (named === undefined) {
    if (kind?.type !== 'COMPOSITE') return;
    throw invalidRequest(
      `The upload was created using a ${kind.algorithm.toLowerCase()} checksum. The complete request must include the checksum for each part. It was missing for part ${part.number} in the request.`,
    );
  }
  if (named !== part.checksum?.value) throw invalidPart({ id }, stated);
}

function invalidPart({ id }: Pick<Upload, 'id'>, { PartNumber, ETag }: StatedPart): S3Error {
  const message =
    "One or more of the specified parts could not be found.  The part may not have been uploaded, or the specified entity tag may not match the part's entity tag.";
  return new S3Error('InvalidPart', message, 400, { UploadId: id, PartNumber, ETag });
}
