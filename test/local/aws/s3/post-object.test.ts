import { createHash } from 'node:crypto';
import { GetObjectCommand, GetObjectTaggingCommand } from '@aws-sdk/client-s3';
import { createPresignedPost, type PresignedPost, type PresignedPostOptions } from '@aws-sdk/s3-presigned-post';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createBucket, type Started, startS3 } from './start.ts';

let started: Started;
let Bucket: string;

beforeEach(async () => {
  started = await startS3();
  Bucket = await createBucket(started);
});
afterEach(() => started.stop());

const sign = (options: Partial<PresignedPostOptions> = {}) =>
  createPresignedPost(started.client, { Bucket, Key: 'up/file', Expires: 60, ...options });

function send(
  { url, fields }: PresignedPost,
  file: string | Buffer,
  more: Record<string, string> = {},
): Promise<Response> {
  const form = new FormData();
  for (const [name, value] of Object.entries({ ...fields, ...more })) form.append(name, value);
  form.append('file', new Blob([new Uint8Array(Buffer.from(file))]), 'C:\\fakepath\\photo "1".png');
  return fetch(url, { method: 'POST', body: form, redirect: 'manual' });
}

async function refusal(reply: Promise<Response>): Promise<string | undefined> {
  const text = await (await reply).text();
  const [, code, message] = /<Code>(.*)<\/Code><Message>(.*)<\/Message>/s.exec(text) ?? [];
  return `${code}: ${message?.replaceAll('&quot;', '"')}`;
}

const get = (Key = 'up/file') => started.client.send(new GetObjectCommand({ Bucket, Key }));

// https://docs.aws.amazon.com/AmazonS3/latest/API/RESTObjectPOST.html
describe('A POST upload', () => {
  test('stores the bytes of the file exactly, and answers 204', async () => {
    const bytes = Buffer.from(Array.from({ length: 70_000 }, (_, index) => (index * 7) % 256));
    const reply = await send(await sign(), bytes);
    expect(reply.status).toBe(204);
    const found = await get();
    expect(found.ContentType).toBe('binary/octet-stream');
    expect(Buffer.from((await found.Body?.transformToByteArray()) ?? [])).toEqual(bytes);
    expect(reply.headers.get('etag')).toBe(found.ETag);
  });

  test('takes bytes that look like the form itself', async () => {
    const tricky = '\r\n--boundary\r\nContent-Disposition: form-data; name="key"\r\n\r\nother\r\n------\r\n';
    await send(await sign(), tricky);
    expect(await (await get()).Body?.transformToString()).toBe(tricky);
  });

  test('takes type, metadata and tags from fields', async () => {
    const tagging = '<Tagging><TagSet><Tag><Key>a</Key><Value>1</Value></Tag></TagSet></Tagging>';
    const Fields = { 'Content-Type': 'image/png', 'x-amz-meta-tenant': 'org_1', tagging };
    await send(await sign({ Fields }), 'x');
    expect(await get()).toMatchObject({ ContentType: 'image/png', Metadata: { tenant: 'org_1' } });
    const { TagSet } = await started.client.send(new GetObjectTaggingCommand({ Bucket, Key: 'up/file' }));
    expect(TagSet).toEqual([{ Key: 'a', Value: '1' }]);
  });

  test('puts the name of the file into the key', async () => {
    // biome-ignore lint/suspicious/noTemplateCurlyInString: S3's own notation
    await send(await sign({ Key: 'up/${filename}' }), 'x');
    expect(await (await get('up/photo "1".png')).Body?.transformToString()).toBe('x');
  });

  test('answers 201 with XML, 200, or a redirect, as the form asks', async () => {
    const created = await send(await sign({ Fields: { success_action_status: '201' } }), 'hello');
    expect(created.status).toBe(201);
    expect(await created.text()).toContain(
      '<Bucket>bucket</Bucket><Key>up/file</Key><ETag>&quot;5d41402abc4b2a76b9719d911017c592&quot;</ETag>',
    );
    expect((await send(await sign({ Fields: { success_action_status: '200' } }), 'x')).status).toBe(200);
    expect((await send(await sign({ Fields: { success_action_status: '500' } }), 'x')).status).toBe(204);
    const redirect = await send(
      await sign({ Fields: { success_action_redirect: 'https://example.com/done?a=1' } }),
      'x',
    );
    expect(redirect.status).toBe(303);
    expect(redirect.headers.get('location')).toMatch(
      /^https:\/\/example\.com\/done\?a=1&bucket=bucket&key=up%2Ffile&etag=/,
    );
  });

  test('verifies a checksum that the policy fixed', async () => {
    const sha = createHash('sha256').update('expected').digest('base64');
    const Fields = { 'x-amz-checksum-algorithm': 'SHA256', 'x-amz-checksum-sha256': sha };
    expect(await refusal(send(await sign({ Fields }), 'else'))).toBe(
      'BadDigest: The SHA256 you specified did not match the calculated checksum.',
    );
    expect((await send(await sign({ Fields }), 'expected')).status).toBe(204);
    expect(await get()).toMatchObject({ ChecksumSHA256: sha });
  });
});

// https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-HTTPPOSTConstructPolicy.html
describe('A POST policy', () => {
  test('caps the size', async () => {
    const post = await sign({ Conditions: [['content-length-range', 3, 5]] });
    expect(await refusal(send(post, '123456'))).toBe(
      'EntityTooLarge: Your proposed upload exceeds the maximum allowed size',
    );
    expect(await refusal(send(post, '12'))).toBe(
      'EntityTooSmall: Your proposed upload is smaller than the minimum allowed size',
    );
    expect((await send(post, '12345')).status).toBe(204);
  });

  test('fixes the key', async () => {
    expect(await refusal(send(await sign(), 'x', { key: 'other' }))).toBe(
      'AccessDenied: Invalid according to Policy: Policy Condition failed: ["eq", "$key", "up/file"]',
    );
  });

  test('fixes a prefix, and no dots lead out of it', async () => {
    const Conditions: PresignedPostOptions['Conditions'] = [['starts-with', '$Content-Type', 'image/']];
    const post = await sign({ Conditions });
    expect(await refusal(send(post, 'x', { 'Content-Type': 'text/html' }))).toBe(
      'AccessDenied: Invalid according to Policy: Policy Condition failed: ["starts-with", "$Content-Type", "image/"]',
    );
    expect(await refusal(send(post, 'x'))).toContain('Policy Condition failed');
    expect(await refusal(send(post, 'x', { 'Content-Type': 'image/png,text/html' }))).toContain(
      'Policy Condition failed',
    );
    expect((await send(post, 'x', { 'Content-Type': 'image/png' })).status).toBe(204);
  });

  test('covers every field', async () => {
    expect(await refusal(send(await sign(), 'x', { 'x-amz-meta-role': 'admin' }))).toBe(
      'AccessDenied: Invalid according to Policy: Extra input fields: x-amz-meta-role',
    );
    expect((await send(await sign(), 'x', { 'x-ignore-me': '1' })).status).toBe(204);
  });

  test('expires', async () => {
    const post = await sign();
    started.clock.advance(61_000);
    expect(await refusal(send(post, 'x'))).toBe('AccessDenied: Invalid according to Policy: Policy expired.');
  });

  test('is for one bucket', async () => {
    const post = await sign();
    await createBucket(started, 'other');
    const url = post.url.replace(Bucket, 'other');
    expect(await refusal(send({ ...post, url }, 'x'))).toContain(
      'Policy Condition failed: ["eq", "$bucket", "bucket"]',
    );
  });

  test('cannot be changed, signed by nobody, or left out', async () => {
    const { url, fields } = await sign({ Conditions: [['content-length-range', 0, 1]] });
    const loose = Buffer.from(JSON.stringify({ expiration: '2999-01-01T00:00:00Z', conditions: [] })).toString(
      'base64',
    );
    expect(await refusal(send({ url, fields: { ...fields, Policy: loose } }, 'xx'))).toContain('SignatureDoesNotMatch');
    const credential = fields['X-Amz-Credential']?.replace('AKIATEST', 'AKIANOBODY') ?? '';
    expect(await refusal(send({ url, fields: { ...fields, 'X-Amz-Credential': credential } }, 'x'))).toContain(
      'InvalidAccessKeyId',
    );
    expect(await refusal(send({ url, fields: { key: 'up/file' } }, 'x'))).toBe('AccessDenied: Access Denied');
  });

  test('with a bad document is InvalidPolicyDocument', async () => {
    const { requirePolicy } = await import('../../../../local/aws/s3/post-policy.ts');
    for (const text of ['{', '{"expiration":"x","conditions":[]}']) {
      const form = {
        fields: new Map([['policy', Buffer.from(text).toString('base64')]]),
        file: Buffer.alloc(0),
        filename: '',
      };
      expect(() => requirePolicy(form, 'b', 'k', 0)).toThrow(
        expect.objectContaining({ code: 'InvalidPolicyDocument' }),
      );
    }
  });
});

describe('A form', () => {
  const post = (body: string, type = 'multipart/form-data; boundary=x') =>
    refusal(fetch(`${started.endpoint}/${Bucket}`, { method: 'POST', body, headers: { 'content-type': type } }));

  test.each([
    ['no boundary', '', 'multipart/form-data', 'MalformedPOSTRequest'],
    ['no part', '', 'multipart/form-data; boundary=x', 'MalformedPOSTRequest'],
    [
      'no end',
      '--x\r\nContent-Disposition: form-data; name="key"\r\n\r\na',
      'multipart/form-data; boundary=x',
      'MalformedPOSTRequest',
    ],
    [
      'no file',
      '--x\r\nContent-Disposition: form-data; name="key"\r\n\r\na\r\n--x--',
      'multipart/form-data; boundary=x',
      'IncorrectNumberOfFilesInPostRequest',
    ],
  ])('with %s is refused', async (_, body, type, code) => {
    expect(await post(body, type)).toContain(code);
  });

  test('with one field twice is refused, so that nobody reads one and checks the other', async () => {
    const field = (value: string) => `--x\r\nContent-Disposition: form-data; name="key"\r\n\r\n${value}\r\n`;
    expect(await post(`${field('a')}${field('b')}--x--`)).toContain('MalformedPOSTRequest');
  });
});
