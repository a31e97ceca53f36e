import { z } from 'zod';
import { type Access, AwsError } from '../service.ts';
import { requireKeyLength } from './address.ts';
import { invalidRequest, malformedXml } from './errors.ts';
import { header } from './header.ts';
import { causeOf } from './object-event.ts';
import { type Call, type Operation, objectAccess, xmlReply } from './operation.ts';
import { listOf, parseXml } from './parse-xml.ts';
import { readPayload } from './payload.ts';
import type { Removed } from './removal.ts';
import type { XmlValue } from './render-xml.ts';

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObject.html: to delete what is not there succeeds. */
export const deleteObject: Operation = {
  accesses: ({ bucket, key, request }) =>
    deleteAccesses(bucket, {
      Key: key,
      VersionId: request.query.get('versionId') ?? undefined,
      ETag: header(request.headers, 'if-match'),
    }),

  async run({ removal, bucket, key, request }) {
    const versionId = request.query.get('versionId') ?? undefined;
    const ifMatch = header(request.headers, 'if-match');
    const removed = await removal.remove({ bucket, key, versionId, ifMatch }, causeOf(request));
    return { status: 204, headers: removedHeaders(removed) };
  },
};

function removedHeaders({ versionId, isDeleteMarker }: Removed): Record<string, string> {
  return {
    ...(versionId !== undefined && { 'x-amz-version-id': versionId }),
    ...(isDeleteMarker && { 'x-amz-delete-marker': 'true' }),
  };
}

const Delete = z.object({
  Quiet: z.enum(['true', 'false']).optional(),
  Object: listOf(z.object({ Key: z.string().min(1), VersionId: z.string().optional(), ETag: z.string().optional() })),
});
type Wanted = z.infer<typeof Delete>['Object'][number];

const maxKeys = 1000;

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObjects.html */
export const deleteObjects: Operation = {
  accesses: (call) => wantedIn(call).flatMap((wanted) => deleteAccesses(call.bucket, wanted)),

  async run(call) {
    call.storage.buckets.require(call.bucket);
    const isQuiet = parseDelete(call).Quiet === 'true';
    const deleted: XmlValue[] = [];
    const errors: XmlValue[] = [];
    for (const wanted of wantedIn(call)) {
      const outcome = await deleteOne(call, wanted);
      if ('Code' in outcome) errors.push(outcome);
      else if (!isQuiet) deleted.push(outcome);
    }
    return xmlReply('DeleteResult', { Deleted: deleted, Error: errors });
  },
};

type Outcome = Record<string, string | boolean | undefined>;

async function deleteOne({ removal, bucket, request }: Call, wanted: Wanted): Promise<Outcome> {
  const { Key, VersionId, ETag } = wanted;
  try {
    const removed = await removal.remove({ bucket, key: Key, versionId: VersionId, ifMatch: ETag }, causeOf(request));
    if (!removed.isDeleteMarker) return { Key, VersionId };
    return { Key, VersionId, DeleteMarker: true, DeleteMarkerVersionId: removed.versionId };
  } catch (error) {
    if (error instanceof AwsError) return { Key, VersionId, Code: error.code, Message: error.message };
    throw error;
  }
}

function wantedIn(call: Call): Wanted[] {
  const { Object: wanted } = parseDelete(call);
  if (wanted.length === 0 || wanted.length > maxKeys) throw malformedXml();
  for (const { Key } of wanted) requireKeyLength(Key);
  return wanted;
}

function parseDelete({ request }: Call): z.infer<typeof Delete> {
  const { bytes, isVouchedFor } = readPayload(request);
  if (!isVouchedFor) throw invalidRequest('Missing required header for this request: Content-MD5 OR x-amz-checksum-*');
  return parseXml(bytes, 'Delete', Delete);
}

/** A condition on an ETag reads the object: https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-deletes.html */
function deleteAccesses(bucket: string, { Key, VersionId, ETag }: Wanted): Access[] {
  const object = { bucket, key: Key };
  return [
    objectAccess(object, VersionId === undefined ? 's3:DeleteObject' : 's3:DeleteObjectVersion'),
    ...(ETag === undefined || ETag === '*' ? [] : [objectAccess(object, 's3:GetObject')]),
  ];
}
