import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateBucketCommand, GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { createPresignedPost } from '@aws-sdk/s3-presigned-post';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { expect, it, onTestFinished } from 'vitest';
import { type Credential, Credentials } from '../../../../local/aws/edge/credentials.ts';
import { createEdge } from '../../../../local/aws/edge.ts';
import { Policies } from '../../../../local/aws/iam/policies.ts';
import { parseIdentityPolicy } from '../../../../local/aws/iam/policy-document.ts';
import { createS3 } from '../../../../local/aws/s3/create-s3.ts';
import { systemClock as clock } from '../../../../local/aws/service.ts';
import { roleArn as arn } from './scene.ts';

const uploads = { Bucket: 'uploads' };

function client(endpoint: string, { accessKeyId, secretAccessKey, sessionToken }: Credential): S3Client {
  const credentials = { accessKeyId, secretAccessKey, ...(sessionToken !== undefined && { sessionToken }) };
  return new S3Client({ endpoint, credentials, region: 'eu-central-1', maxAttempts: 1 });
}

/** The real S3 behind the edge; the function may write below `in/` and read what is below `out/`. */
async function openBucket(): Promise<{ s3: S3Client; root: S3Client }> {
  const stateDirectory = mkdtempSync(join(tmpdir(), 'presigned-'));
  onTestFinished(() => rmSync(stateDirectory, { recursive: true, force: true }));
  const credentials = new Credentials('seed');
  const service = await createS3({ stateDirectory, clock, credentials: (id) => credentials.find(id) });
  const Statement = [
    { Effect: 'Allow', Action: 's3:PutObject', Resource: 'arn:aws:s3:::uploads/in/*' },
    { Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::uploads/out/*' },
  ];
  const policies = new Policies([{ arn, name: 'ApiRole', statements: parseIdentityPolicy({ Statement }, 'test') }]);
  const edge = createEdge({ services: [service], credentials, policies });
  onTestFinished(() => edge.close());
  onTestFinished(() => service.stop());
  const { endpoint } = await edge.listen(0);
  const root = client(endpoint, credentials.issue({ kind: 'root' }));
  await root.send(new CreateBucketCommand(uploads));
  return { root, s3: client(endpoint, credentials.issue({ kind: 'role', arn, functionName: 'api' })) };
}

async function post(s3: S3Client, Key: string): Promise<Response> {
  const { url, fields } = await createPresignedPost(s3, { ...uploads, Key });
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  form.append('file', new Blob(['hello']), 'a.txt');
  return fetch(url, { method: 'POST', body: form });
}

// https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-presigned-url.html: who holds the URL has the permissions of who signed it.
it('takes a browser upload that a function signed, where its role may write', async () => {
  const { s3, root } = await openBucket();
  expect((await post(s3, 'in/a')).status).toBe(204);
  const object = await root.send(new GetObjectCommand({ ...uploads, Key: 'in/a' }));
  expect(await object.Body?.transformToString()).toBe('hello');
  const denied = await post(s3, 'elsewhere/a');
  expect(denied.status).toBe(403);
  expect(await denied.text()).toMatch(/<Code>AccessDenied<\/Code>.*s3:PutObject/s);
});

it('gives what a function signed a link to, where its role may read', async () => {
  const { s3, root } = await openBucket();
  for (const Key of ['in/a', 'out/a']) await root.send(new PutObjectCommand({ ...uploads, Key, Body: 'hello' }));
  const read = async (Key: string) => fetch(await getSignedUrl(s3, new GetObjectCommand({ ...uploads, Key })));
  expect(await (await read('out/a')).text()).toBe('hello');
  expect((await read('in/a')).status).toBe(403);
  expect((await read('out/missing')).status).toBe(403);
});

it('refuses a link that somebody changed', async () => {
  const { s3 } = await openBucket();
  const url = await getSignedUrl(s3, new GetObjectCommand({ ...uploads, Key: 'out/a' }));
  const changed = await fetch(url.replace('out/a', 'out/b'));
  expect(await changed.text()).toContain('<Code>SignatureDoesNotMatch</Code>');
});
