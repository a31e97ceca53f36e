import type { AwsResponse } from '../service.ts';
import { checksumElement } from './checksum.ts';
import { requireWrite, writeCondition } from './condition.ts';
import { contentOfParts } from './content-of-parts.ts';
import { encryptionHeaders } from './encryption.ts';
import { header } from './header.ts';
import { causeOf } from './object-event.ts';
import { quoted, versionHeader } from './object-headers.ts';
import type { ObjectVersion } from './object-version.ts';
import { type Call, type Operation, objectAccess, xmlReply } from './operation.ts';
import { chosenParts } from './part-list.ts';
import { requireUpload, uploadAccesses } from './upload-part.ts';
import { commitObject } from './write-object.ts';

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_CompleteMultipartUpload.html */
export const completeMultipartUpload: Operation = {
  accesses: (call) => [
    ...uploadAccesses(call),
    ...(call.request.headers['if-match'] === undefined ? [] : [objectAccess(call, 's3:GetObject')]),
  ],

  async run(call) {
    const { storage, bucket, key, request } = call;
    const upload = requireUpload(call);
    const parts = chosenParts(call, upload);
    const condition = writeCondition(request.headers);
    requireWrite(condition, key, storage.objects.latest(bucket, key));
    const content = await contentOfParts(call, upload, parts);
    const blob = await storage.blobs.concatenate(parts.map((part) => part.blob));
    const { id, headers, metadata, tags, encryption } = upload;
    const written = await commitObject(
      storage,
      { bucket, key, blob, details: { headers, metadata, tags, encryption, ...content } },
      {
        condition,
        cause: causeOf(request),
        event: 'ObjectCreated:CompleteMultipartUpload',
        alongside: () => {
          storage.uploads.require(bucket, key, id);
          return storage.uploads.remove(id);
        },
      },
    );
    return replyOf(call, written);
  },
};

function replyOf({ request, storage, bucket, key }: Call, written: ObjectVersion): AwsResponse {
  return xmlReply(
    'CompleteMultipartUploadResult',
    {
      Location: `http://${header(request.headers, 'host')}${request.path}`,
      Bucket: bucket,
      Key: key,
      ETag: quoted(written.etag),
      ...checksumElement(written.checksum),
    },
    { ...encryptionHeaders(written.encryption), ...versionHeader(written, storage.versioning(bucket) !== 'Off') },
  );
}
