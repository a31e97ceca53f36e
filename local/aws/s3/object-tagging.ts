import { requireObject } from './get-object.ts';
import { causeOf } from './object-event.ts';
import { versionHeader } from './object-headers.ts';
import { type Call, type Operation, objectAccess, xmlDocument } from './operation.ts';
import { readPayload } from './payload.ts';
import { parseTagging, renderTagging, type Tags } from './tagging.ts';

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObjectTagging.html */
export const putObjectTagging: Operation = {
  accesses: (call) => [objectAccess(call, `s3:PutObject${version(call)}Tagging`)],
  async run(call) {
    const tags = parseTagging(readPayload(call.request).bytes, 'object');
    return { status: 200, headers: await setTags(call, tags, 'ObjectTagging:Put') };
  },
};

export const getObjectTagging: Operation = {
  accesses: (call) => [objectAccess(call, `s3:GetObject${version(call)}Tagging`)],
  run(call) {
    const object = requireObject(call);
    return xmlDocument(
      renderTagging(object.tags),
      versionHeader(object, call.storage.versioning(call.bucket) !== 'Off'),
    );
  },
};

export const deleteObjectTagging: Operation = {
  accesses: (call) => [objectAccess(call, `s3:DeleteObject${version(call)}Tagging`)],
  async run(call) {
    return { status: 204, headers: await setTags(call, {}, 'ObjectTagging:Delete') };
  },
};

function setTags(call: Call, tags: Tags, event: string): Promise<Record<string, string>> {
  const { storage, bucket, request } = call;
  return storage.commit(() => {
    const object = requireObject(call);
    storage.objects.setTags(object, tags);
    storage.emit({ name: event, bucket, version: object, cause: causeOf(request) });
    return { result: versionHeader(object, storage.versioning(bucket) !== 'Off'), unused: [] };
  });
}

function version({ request }: Call): '' | 'Version' {
  return request.query.has('versionId') ? 'Version' : '';
}
