import { createServer, request } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { HeadObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { expect, it, onTestFinished, vi } from 'vitest';
import { forwardTo } from '../../../../local/aws/edge/forward.ts';
import { objectService, openEdge, tableArn, tableService } from './scene.ts';

interface Seen {
  url: string | undefined;
  host: string | undefined;
  body: string;
}

/** Stands for LocalStack or moto. */
async function emulator(status: number, headers: Record<string, string>, body: string) {
  const seen: Seen[] = [];
  const server = createServer(async (message, reply) => {
    seen.push({ url: message.url, host: message.headers.host, body: (await buffer(message)).toString() });
    reply.writeHead(status, headers).end(message.method === 'HEAD' ? undefined : body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The emulator has no port.');
  return { endpoint: `http://127.0.0.1:${address.port}`, host: `127.0.0.1:${address.port}`, seen };
}

const json = { 'content-type': 'application/x-amz-json-1.0' };

it('decides here and works there', async () => {
  const there = await emulator(200, json, '{"Item":{"id":{"S":"there"}}}');
  const handle = vi.fn();
  const service = forwardTo(tableService(handle), there.endpoint);
  const { endpoint, caller, calls } = await openEdge(service, [
    { Effect: 'Allow', Action: 'dynamodb:GetItem', Resource: tableArn },
  ]);
  const client = new DynamoDBClient({ endpoint, credentials: caller, region: 'eu-central-1', maxAttempts: 1 });
  const reply = await client.send(new GetItemCommand({ TableName: 'T', Key: { id: { S: '1' } } }));
  expect(reply.Item).toEqual({ id: { S: 'there' } });
  await expect(client.send(new PutItemCommand({ TableName: 'T', Item: {} }))).rejects.toMatchObject({
    name: 'AccessDeniedException',
  });
  expect(there.seen).toEqual([{ url: '/', host: there.host, body: '{"TableName":"T","Key":{"id":{"S":"1"}}}' }]);
  expect(handle).not.toHaveBeenCalled();
  expect(calls.map(({ operation, status }) => [operation, status])).toEqual([
    ['GetItem', 200],
    ['PutItem', 400],
  ]);
});

it('hands the errors of the emulator on as they are', async () => {
  const there = await emulator(400, json, '{"__type":"com.amazonaws#ResourceNotFoundException","message":"gone"}');
  const { endpoint, root } = await openEdge(forwardTo(tableService(), there.endpoint));
  const client = new DynamoDBClient({ endpoint, credentials: root, region: 'eu-central-1', maxAttempts: 1 });
  await expect(client.send(new GetItemCommand({ TableName: 'T', Key: {} }))).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
    message: 'gone',
  });
});

it('keeps the length that a HEAD reply tells', async () => {
  const there = await emulator(200, { 'content-length': '1234' }, '');
  const { endpoint, root } = await openEdge(forwardTo(objectService(vi.fn()), there.endpoint));
  const client = new S3Client({ endpoint, credentials: root, region: 'eu-central-1', maxAttempts: 1 });
  const head = await client.send(new HeadObjectCommand({ Bucket: 'uploads', Key: 'a b.txt' }));
  expect(head.ContentLength).toBe(1234);
  expect(there.seen[0]?.url).toBe('/uploads/a%20b.txt');
});

it('moves the bucket of a virtual-hosted address into the path', async () => {
  const there = await emulator(200, { 'content-length': '0' }, '');
  const { endpoint, root } = await openEdge(forwardTo(objectService(vi.fn()), there.endpoint));
  const authorization = `AWS4-HMAC-SHA256 Credential=${root.accessKeyId}/20260101/eu-central-1/s3/aws4_request, Signature=0`;
  await new Promise<void>((resolve, reject) => {
    const headers = { host: 'uploads.localhost:4566', authorization };
    request(`${endpoint}/a.txt`, { method: 'HEAD', headers }, (reply) => reply.resume().on('end', resolve))
      .on('error', reject)
      .end();
  });
  expect(there.seen[0]?.url).toBe('/uploads/a.txt');
});
