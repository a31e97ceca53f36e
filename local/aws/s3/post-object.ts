import type { AwsRequest, AwsResponse } from '../service.ts';
import { requireKeyLength } from './address.ts';
import { attributesOf, requireHeadersSupported, requireNoAcl } from './attributes.ts';
import { statedChecksum, verifyChecksum } from './checksum.ts';
import { encryptionFor, kmsAccesses } from './encryption.ts';
import { invalidArgument } from './errors.ts';
import { header } from './header.ts';
import { quoted, writeHeaders } from './object-headers.ts';
import type { ObjectAttributes, ObjectVersion } from './object-version.ts';
import { type Call, type Operation, objectAccess } from './operation.ts';
import { verifyMd5 } from './payload.ts';
import { type PostForm, parseForm } from './post-form.ts';
import { requirePolicy } from './post-policy.ts';
import { renderXml } from './render-xml.ts';
import { parseTagging } from './tagging.ts';
import { writeBytes } from './write-object.ts';

/** A browser's upload with a policy: https://docs.aws.amazon.com/AmazonS3/latest/API/RESTObjectPOST.html */
export const postObject: Operation = {
  accesses({ request, storage, bucket }) {
    const form = parseForm(request);
    const object = { bucket, key: keyOf(form) };
    return [
      objectAccess(object, 's3:PutObject'),
      ...(form.fields.has('tagging') ? [objectAccess(object, 's3:PutObjectTagging')] : []),
      ...kmsAccesses(encryptionFor(storage.buckets, bucket, Object.fromEntries(form.fields)), 'kms:GenerateDataKey'),
    ];
  },

  async run(call) {
    const { storage, bucket, request } = call;
    const form = parseForm(request);
    const key = keyOf(form);
    storage.buckets.require(bucket);
    requirePolicy(form, bucket, key, call.clock.now());
    verifyMd5(form.fields.get('content-md5'), form.file);
    const stated = statedChecksum(Object.fromEntries(form.fields));
    const checksum = stated && verifyChecksum(stated, form.file);
    const written = await writeBytes(
      call,
      key,
      { bytes: form.file, attributes: attributesOfForm(call, form), ...(checksum && { checksum }) },
      { condition: { mustBeNew: false }, event: 'ObjectCreated:Post' },
    );
    const headers = writeHeaders(written, storage.versioning(bucket) !== 'Off');
    return reply(form, written, { ...headers, location: locationOf(request, written) });
  },
};

/** `${filename}` stands for the name of the user's file, without the folders that old browsers sent along. */
function keyOf({ fields, filename }: PostForm): string {
  const template = fields.get('key');
  if (!template) {
    const message =
      "Bucket POST must contain a field named 'key'.  If it is specified, please check the order of the fields.";
    throw invalidArgument(message, 'key', '');
  }
  // biome-ignore lint/suspicious/noTemplateCurlyInString: S3's own notation
  const key = template.replaceAll('${filename}', () => filename.split(/[/\\]/).at(-1) ?? '');
  requireKeyLength(key);
  return key;
}

function attributesOfForm({ storage, bucket }: Call, form: PostForm): ObjectAttributes {
  const headers = Object.fromEntries(form.fields);
  requireHeadersSupported(headers);
  requireNoAcl(form.fields.get('acl'));
  const tagging = form.fields.get('tagging');
  const attributes = attributesOf(storage.buckets, bucket, headers);
  return tagging === undefined ? attributes : { ...attributes, tags: parseTagging(Buffer.from(tagging), 'object') };
}

function locationOf({ headers, path }: AwsRequest, { key }: ObjectVersion): string {
  const base = `http://${header(headers, 'host')}${path.replace(/\/$/, '')}`;
  return `${base}/${encodeURIComponent(key)}`;
}

/** `success_action_redirect` sends the browser on; a `success_action_status` that is none counts as 204. */
function reply(form: PostForm, { bucket, key, etag }: ObjectVersion, headers: Record<string, string>): AwsResponse {
  const target = form.fields.get('success_action_redirect') ?? form.fields.get('redirect');
  if (target !== undefined && URL.canParse(target)) {
    const location = new URL(target);
    for (const [name, value] of Object.entries({ bucket, key, etag: quoted(etag) }))
      location.searchParams.set(name, value);
    return { status: 303, headers: { ...headers, location: location.href } };
  }
  const status = form.fields.get('success_action_status');
  if (status === '200') return { status: 200, headers };
  if (status !== '201') return { status: 204, headers };
  const body = renderXml('PostResponse', {
    Location: headers.location,
    Bucket: bucket,
    Key: key,
    ETag: quoted(etag),
  });
  return { status: 201, headers: { ...headers, 'content-type': 'application/xml' }, body };
}
