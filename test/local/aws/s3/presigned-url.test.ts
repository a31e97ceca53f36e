import { createHash } from 'node:crypto';
import { DeleteObjectCommand, GetObjectCommand, HeadObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { clientOf, createBucket, type Started, secretAccessKey, startS3 } from './start.ts';

let started: Started;
let Bucket: string;
const Key = 'a/ü +&=.txt';

beforeEach(async () => {
  started = await startS3();
  Bucket = await createBucket(started);
  await started.client.send(new PutObjectCommand({ Bucket, Key, Body: 'hello' }));
});
afterEach(() => started.stop());

/** Signed at the time of the service, which does not go on by itself. */
const signed = () => ({ expiresIn: 60, signingDate: new Date(started.clock.now()) });
const getUrl = (more: object = {}) =>
  getSignedUrl(started.client, new GetObjectCommand({ Bucket, Key: 'b', ...more }), signed());
const putUrl = (more: object = {}) =>
  getSignedUrl(started.client, new PutObjectCommand({ Bucket, Key: 'b', ...more }), signed());
const codeOf = async (reply: Response) => /<Code>(.*)<\/Code>/.exec(await reply.text())?.[1];

// https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html
describe('A presigned URL', () => {
  test('lets its holder read', async () => {
    const reply = await fetch(await getUrl({ Key, ResponseContentDisposition: 'attachment; filename="x y.txt"' }));
    expect(await reply.text()).toBe('hello');
    expect(reply.headers.get('content-disposition')).toBe('attachment; filename="x y.txt"');
  });

  test('lets its holder write what it says, with metadata and tags', async () => {
    const url = await putUrl({ ContentType: 'text/x', Metadata: { tenant: 'org_1' }, Tagging: 'a=1' });
    const reply = await fetch(url, { method: 'PUT', body: 'from the browser', headers: { 'content-type': 'text/x' } });
    expect(reply.status).toBe(200);
    const found = await started.client.send(new GetObjectCommand({ Bucket, Key: 'b' }));
    expect(found).toMatchObject({ ContentType: 'text/x', Metadata: { tenant: 'org_1' }, TagCount: 1 });
    expect(await found.Body?.transformToString()).toBe('from the browser');
  });

  test('expires by the clock of the service', async () => {
    const url = await getUrl({ Key });
    started.clock.advance(61_000);
    const reply = await fetch(url);
    expect(reply.status).toBe(403);
    const text = await reply.text();
    expect(text).toContain('<Code>AccessDenied</Code><Message>Request has expired</Message>');
    expect(text).toContain('<X-Amz-Expires>60</X-Amz-Expires>');
  });

  test('is no good before its time', async () => {
    const signingDate = new Date(started.clock.now() + 3_600_000);
    const url = await getSignedUrl(started.client, new GetObjectCommand({ Bucket, Key }), { signingDate });
    expect(await (await fetch(url)).text()).toContain('<Message>Request is not valid yet</Message>');
  });

  test.each([
    ['another key', (url: string) => url.replace('/b?', '/c?')],
    ['another time', (url: string) => url.replace('X-Amz-Expires=60', 'X-Amz-Expires=600')],
    ['a parameter more', (url: string) => `${url}&versionId=1`],
    ['another signature', (url: string) => url.replace(/X-Amz-Signature=..../, 'X-Amz-Signature=0000')],
    ['a short signature', (url: string) => url.replace(/X-Amz-Signature=.{8}/, 'X-Amz-Signature=')],
  ])('with %s is SignatureDoesNotMatch', async (_, tamper) => {
    const reply = await fetch(tamper(await getUrl()));
    expect(reply.status).toBe(403);
    expect(await codeOf(reply)).toBe('SignatureDoesNotMatch');
  });

  test('is for its method only', async () => {
    expect(await codeOf(await fetch(await getUrl(), { method: 'DELETE' }))).toBe('SignatureDoesNotMatch');
    expect(await codeOf(await fetch(await getUrl(), { method: 'PUT', body: 'x' }))).toBe('SignatureDoesNotMatch');
  });

  test('of a key that nobody has is InvalidAccessKeyId, of a wrong secret SignatureDoesNotMatch', async () => {
    const sign = (credentials: { accessKeyId: string; secretAccessKey: string; sessionToken?: string }) =>
      getSignedUrl(clientOf(started.endpoint, { credentials }), new GetObjectCommand({ Bucket, Key }));
    expect(await codeOf(await fetch(await sign({ accessKeyId: 'AKIANOBODY', secretAccessKey })))).toBe(
      'InvalidAccessKeyId',
    );
    expect(await codeOf(await fetch(await sign({ accessKeyId: 'AKIATEST', secretAccessKey: 'wrong' })))).toBe(
      'SignatureDoesNotMatch',
    );
    const withToken = { accessKeyId: 'AKIATEST', secretAccessKey, sessionToken: 'forged' };
    expect(await codeOf(await fetch(await sign(withToken)))).toBe('InvalidToken');
  });

  test('takes no x-amz header that was not signed', async () => {
    const reply = await fetch(await putUrl(), { method: 'PUT', body: 'x', headers: { 'x-amz-meta-role': 'admin' } });
    expect(await reply.text()).toContain('<HeadersNotSigned>x-amz-meta-role</HeadersNotSigned>');
  });

  test('cannot live longer than a week or lack a parameter', async () => {
    const url = await getUrl();
    for (const bad of [url.replace('X-Amz-Expires=60', 'X-Amz-Expires=604801'), url.replace(/X-Amz-Date=[^&]*&/, '')]) {
      expect(await codeOf(await fetch(bad))).toBe('AuthorizationQueryParametersError');
    }
  });

  test('holds a condition that was signed as a header', async () => {
    const command = new PutObjectCommand({ Bucket, Key: 'b', IfNoneMatch: '*' });
    const url = await getSignedUrl(started.client, command, {
      expiresIn: 60,
      unhoistableHeaders: new Set(['if-none-match']),
    });
    const put = () => fetch(url, { method: 'PUT', body: 'x', headers: { 'if-none-match': '*' } });
    expect((await put()).status).toBe(200);
    expect((await put()).status).toBe(412);
  });

  // https://github.com/aws/aws-sdk/issues/480: S3 ignores it in the query, and holds it when it is a signed header.
  test('holds a checksum that was signed as a header, not one in the query', async () => {
    const ChecksumSHA256 = createHash('sha256').update('expected').digest('base64');
    const unhoistableHeaders = new Set(['x-amz-checksum-sha256']);
    const command = new PutObjectCommand({ Bucket, Key: 'b', ChecksumSHA256 });
    const url = await getSignedUrl(started.client, command, { expiresIn: 60, unhoistableHeaders });
    const put = (body: string) =>
      fetch(url, { method: 'PUT', body, headers: { 'x-amz-checksum-sha256': ChecksumSHA256 } });
    expect(await codeOf(await put('something else'))).toBe('BadDigest');
    expect((await put('expected')).status).toBe(200);
    expect((await fetch(await putUrl(), { method: 'PUT', body: 'x' })).status).toBe(200);
  });

  test('works for HEAD and DELETE', async () => {
    expect(
      (await fetch(await getSignedUrl(started.client, new HeadObjectCommand({ Bucket, Key: 'b' })), { method: 'HEAD' }))
        .status,
    ).toBe(404);
    expect(
      (
        await fetch(await getSignedUrl(started.client, new DeleteObjectCommand({ Bucket, Key: 'b' })), {
          method: 'DELETE',
        })
      ).status,
    ).toBe(204);
  });
});

test('A signer other than the caller that was named is refused', async () => {
  const role = { kind: 'role', arn: 'arn:aws:iam::000000000000:role/r', functionName: 'f' } as const;
  const other = await startS3({ credentials: () => ({ secretAccessKey, principal: role }) });
  await createBucket(other);
  const url = await getSignedUrl(other.client, new GetObjectCommand({ Bucket, Key }));
  expect(await codeOf(await fetch(url))).toBe('SignatureDoesNotMatch');
  await other.stop();
});
