import { request } from 'node:http';
import { DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { describe, expect, it, vi } from 'vitest';
import type { Credential } from '../../../local/aws/edge/credentials.ts';
import { ConnectionBroken } from '../../../local/aws/edge.ts';
import { jsonReply } from '../../../local/aws/json-protocol.ts';
import { AwsError, type AwsRequest } from '../../../local/aws/service.ts';
import { openEdge, roleArn, tableArn, tableService } from './edge/scene.ts';

const allowGet = { Effect: 'Allow', Action: 'dynamodb:GetItem', Resource: tableArn };
const get = new GetItemCommand({ TableName: 'T', Key: { id: { S: '1' } } });
const put = new PutItemCommand({ TableName: 'T', Item: { id: { S: '1' } } });

function client(endpoint: string, { accessKeyId, secretAccessKey, sessionToken }: Credential): DynamoDBClient {
  const credentials = { accessKeyId, secretAccessKey, ...(sessionToken !== undefined && { sessionToken }) };
  return new DynamoDBClient({ endpoint, credentials, region: 'eu-central-1', maxAttempts: 1 });
}

describe('the edge', () => {
  it('names the caller by its access key and lets through what its role allows', async () => {
    const seen: AwsRequest[] = [];
    const service = tableService((request) => {
      seen.push(request);
      return jsonReply({ Item: { id: { S: '1' } } });
    });
    const { endpoint, caller, calls } = await openEdge(service, [allowGet]);
    const reply = await client(endpoint, caller).send(get);
    expect(reply.Item).toEqual({ id: { S: '1' } });
    expect(reply.$metadata.requestId).toBe(seen[0]?.requestId);
    expect(seen[0]?.principal).toEqual({ kind: 'role', arn: roleArn, functionName: 'api' });
    expect(calls).toEqual([
      {
        ...{ service: 'dynamodb', operation: 'GetItem', functionName: 'api', status: 200, items: 1 },
        durationMs: expect.any(Number),
      },
    ]);
  });

  // https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
  it('denies what the role does not allow, before the service sees it', async () => {
    const handle = vi.fn(() => jsonReply({}));
    const { endpoint, caller, calls } = await openEdge(tableService(handle), [allowGet]);
    await expect(client(endpoint, caller).send(put)).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message: `User: arn:aws:sts::000000000000:assumed-role/ApiRole/api is not authorized to perform: dynamodb:PutItem on resource: ${tableArn} because no identity-based policy allows the dynamodb:PutItem action`,
    });
    expect(handle).not.toHaveBeenCalled();
    expect(calls[0]).toMatchObject({ operation: 'PutItem', status: 400 });
  });

  it('lets the runtime itself do everything', async () => {
    const { endpoint, root } = await openEdge(tableService());
    await expect(client(endpoint, root).send(put)).resolves.toBeDefined();
  });

  // https://docs.aws.amazon.com/IAM/latest/APIReference/CommonErrors.html
  it('refuses a key that it never issued', async () => {
    const { endpoint, root } = await openEdge(tableService());
    await expect(client(endpoint, { ...root, accessKeyId: 'AKIASTRANGER' }).send(get)).rejects.toMatchObject({
      name: 'UnrecognizedClientException',
      message: 'The security token included in the request is invalid.',
    });
  });

  it('refuses an unsigned request', async () => {
    const { endpoint } = await openEdge(tableService());
    const reply = await fetch(endpoint, { method: 'POST', headers: { 'x-amz-target': 'DynamoDB_20120810.GetItem' } });
    expect(reply.status).toBe(403);
    expect(await reply.json()).toMatchObject({ __type: 'MissingAuthenticationTokenException' });
  });

  it('names a service that does not run locally', async () => {
    const { endpoint, root } = await openEdge(tableService());
    const authorization = `AWS4-HMAC-SHA256 Credential=${root.accessKeyId}/20260101/eu-central-1/lambda/aws4_request, Signature=0`;
    const reply = await fetch(endpoint, { headers: { authorization, 'content-type': 'application/json' } });
    expect(await reply.json()).toMatchObject({
      __type: 'UnknownServiceException',
      message: 'The service "lambda" does not run locally.',
    });
  });

  it('renders the errors of a service', async () => {
    const service = tableService(() => {
      throw new AwsError('ResourceNotFoundException', 'Requested resource not found');
    });
    const { endpoint, root } = await openEdge(service);
    await expect(client(endpoint, root).send(get)).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });

  it('answers 500 to a defect and tells it', async () => {
    const onDefect = vi.fn();
    const defect = new TypeError('x is not a function');
    const service = tableService(() => {
      throw defect;
    });
    const { endpoint, root } = await openEdge(service, [], { onDefect });
    await expect(client(endpoint, root).send(get)).rejects.toMatchObject({
      name: 'InternalFailure',
      $metadata: { httpStatusCode: 500 },
    });
    expect(onDefect).toHaveBeenCalledWith(defect, { service: 'dynamodb', operation: 'GetItem' });
  });

  it('lets faults be put in front of a service, after IAM', async () => {
    const throttled = new AwsError('ProvisionedThroughputExceededException', 'Too fast.');
    const intercept = vi.fn(() => {
      throw throttled;
    });
    const { endpoint, caller } = await openEdge(tableService(), [allowGet], { intercept });
    await expect(client(endpoint, caller).send(get)).rejects.toMatchObject({ name: throttled.code });
    await expect(client(endpoint, caller).send(put)).rejects.toMatchObject({ name: 'AccessDeniedException' });
    expect(intercept).toHaveBeenCalledTimes(1);
  });

  it('breaks the connection off where the interceptor says so', async () => {
    const intercept = async (): Promise<never> => {
      throw new ConnectionBroken();
    };
    const { endpoint, caller, calls } = await openEdge(tableService(), [allowGet], { intercept });
    await expect(client(endpoint, caller).send(get)).rejects.toThrow(/ECONNRESET|socket hang up/);
    expect(calls).toEqual([]);
  });

  it('says its own time in the Date of a reply, by which SDK clients sign', async () => {
    const clock = { now: () => Date.parse('2031-05-06T07:08:09Z'), schedule: () => () => undefined };
    const { endpoint } = await openEdge(tableService(), [], { clock });
    expect((await fetch(endpoint)).headers.get('date')).toBe('Tue, 06 May 2031 07:08:09 GMT');
  });

  it('holds no more of a body than its cap, and answers who sends more', async () => {
    const { endpoint, root } = await openEdge(tableService(), [], { maxBodyBytes: 1000 });
    const large = new PutItemCommand({ TableName: 'T', Item: { id: { S: 'x'.repeat(3_000_000) } } });
    await expect(client(endpoint, root).send(large)).rejects.toMatchObject({
      name: 'RequestEntityTooLarge',
      $metadata: { httpStatusCode: 413 },
    });
  });

  it('takes a caller that hangs up while sending for no defect', async () => {
    const onDefect = vi.fn();
    const { endpoint, calls } = await openEdge(tableService(), [], { onDefect });
    const sending = request(endpoint, { method: 'POST', headers: { 'content-length': '100' } });
    const closed = new Promise((resolve) => sending.once('error', resolve));
    sending.write('x', () => sending.destroy());
    await closed;
    await expect(fetch(endpoint)).resolves.toMatchObject({ status: 403 });
    expect(onDefect).not.toHaveBeenCalled();
    expect(calls).toEqual([]);
  });

  it('tells a service that its caller hung up', async () => {
    const seen: AwsRequest[] = [];
    const service = tableService((request) => {
      seen.push(request);
      return new Promise((_, reject) => request.signal?.addEventListener('abort', () => reject(new Error('gone'))));
    });
    const onDefect = vi.fn();
    const { endpoint, root, calls } = await openEdge(service, [], { onDefect });
    const abort = new AbortController();
    const call = client(endpoint, root).send(get, { abortSignal: abort.signal });
    await vi.waitFor(() => expect(seen).toHaveLength(1));
    abort.abort();
    await expect(call).rejects.toMatchObject({ name: 'AbortError' });
    await vi.waitFor(() => expect(seen[0]?.signal?.aborted).toBe(true));
    expect(onDefect).not.toHaveBeenCalled();
    expect(calls).toEqual([]);
  });
});
