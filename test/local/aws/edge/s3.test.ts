import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { createPresignedPost } from '@aws-sdk/s3-presigned-post';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { describe, expect, it, vi } from 'vitest';
import type { Credential } from '../../../../local/aws/edge/credentials.ts';
import { AwsError } from '../../../../local/aws/service.ts';
import { objectService, openEdge } from './scene.ts';

const allow = (Action: string, Resource: string) => ({ Effect: 'Allow', Action, Resource });
const object = { Bucket: 'uploads', Key: 'a.txt' };

function client(endpoint: string, { accessKeyId, secretAccessKey, sessionToken }: Credential): S3Client {
  const credentials = { accessKeyId, secretAccessKey, ...(sessionToken !== undefined && { sessionToken }) };
  return new S3Client({ endpoint, credentials, region: 'eu-central-1', forcePathStyle: true, maxAttempts: 1 });
}

// https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-presigned-url.html: "limited by the permissions of the user who creates it".
describe('requests that browsers send with a signature of a function', () => {
  it('run a presigned URL with the permissions of its signer', async () => {
    const { endpoint, caller } = await openEdge(
      objectService(() => ({ status: 200, body: 'hello' })),
      [allow('s3:GetObject', 'arn:aws:s3:::uploads/*')],
    );
    const s3 = client(endpoint, caller);
    const got = await fetch(await getSignedUrl(s3, new GetObjectCommand(object)));
    expect(await got.text()).toBe('hello');
    const put = await fetch(await getSignedUrl(s3, new PutObjectCommand(object)), { method: 'PUT', body: 'x' });
    expect(put.status).toBe(403);
    expect(await put.text()).toContain('<Code>AccessDenied</Code>');
  });

  it('run a POST form with the permissions of its signer', async () => {
    const handle = vi.fn(() => ({ status: 204 }));
    const { endpoint, caller } = await openEdge(objectService(handle), [allow('s3:PutObject', 'arn:aws:s3:::uploads')]);
    const { url, fields } = await createPresignedPost(client(endpoint, caller), object);
    const form = new FormData();
    for (const [name, value] of Object.entries(fields)) form.append(name, value);
    form.append('file', new Blob(['name="x-amz-credential"\r\n\r\nAKIASTRANGER']), 'a.txt');
    expect((await fetch(url.replace(/\/$/, ''), { method: 'POST', body: form })).status).toBe(204);
    expect(handle).toHaveBeenCalledWith(
      expect.objectContaining({ principal: expect.objectContaining({ functionName: 'api' }) }),
    );
  });

  it('answer a preflight to anybody, and nothing else', async () => {
    const { endpoint } = await openEdge(objectService(() => ({ status: 200 })));
    const preflight = await fetch(`${endpoint}/uploads/a`, {
      method: 'OPTIONS',
      headers: { origin: 'https://x.example' },
    });
    expect(preflight.status).toBe(200);
    const anonymous = await fetch(`${endpoint}/uploads/a`);
    expect(anonymous.status).toBe(403);
    expect(await anonymous.text()).toContain('<Code>AccessDenied</Code>');
  });
});

// https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
it('refuses a key that it never issued in the words of S3', async () => {
  const { endpoint, root } = await openEdge(objectService(() => ({ status: 200 })));
  await expect(
    client(endpoint, { ...root, accessKeyId: 'AKIASTRANGER' }).send(new GetObjectCommand(object)),
  ).rejects.toMatchObject({ name: 'InvalidAccessKeyId' });
});

// https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html, "Permissions"
describe('an object that does not exist', () => {
  const missing = objectService(() => {
    throw new AwsError('NoSuchKey', 'The specified key does not exist.', 404);
  });
  const mayGet = allow('s3:GetObject', 'arn:aws:s3:::uploads/*');

  it('is 404 to who may list the bucket, which counts as a use of that grant', async () => {
    const { endpoint, caller, policies } = await openEdge(missing, [
      mayGet,
      allow('s3:ListBucket', 'arn:aws:s3:::uploads'),
    ]);
    await expect(client(endpoint, caller).send(new GetObjectCommand(object))).rejects.toMatchObject({
      name: 'NoSuchKey',
    });
    expect(policies.unusedGrants()).toEqual([]);
  });

  it('is 403 to who may not', async () => {
    const { endpoint, caller } = await openEdge(missing, [mayGet]);
    await expect(client(endpoint, caller).send(new GetObjectCommand(object))).rejects.toMatchObject({
      name: 'AccessDenied',
    });
  });
});
