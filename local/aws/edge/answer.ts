import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { ConnectionBroken, type EdgeCall, type EdgeOptions } from '../edge.ts';
import { AwsError, type AwsRequest, type AwsResponse, type AwsService, type Principal } from '../service.ts';
import { itemCount } from './item-count.ts';
import { hidesMissingObject } from './missing-object.ts';
import { operationName } from './operation-name.ts';
import { BodyTooLarge, readBody } from './read-body.ts';
import { isPreflight, signerOf } from './signature.ts';
import { renderUnrouted } from './unrouted.ts';

type Unnamed = Omit<AwsRequest, 'principal'>;

/** Several parts of a multipart upload may be under way at once, each in memory; AWS parts are 5 MiB to 5 GiB. */
const defaultMaxBodyBytes = 256 * 1024 * 1024;

export function createRequestListener(options: EdgeOptions) {
  const services = new Map(options.services.map((service) => [service.signingName, service]));
  return async (message: IncomingMessage, reply: ServerResponse): Promise<void> => {
    const aborted = new AbortController();
    reply.once('close', () => {
      if (!reply.writableFinished) aborted.abort();
    });
    const requestId = randomUUID();
    let response: AwsResponse;
    try {
      const request = await readRequest(
        message,
        requestId,
        aborted.signal,
        options.maxBodyBytes ?? defaultMaxBodyBytes,
      );
      response = await route(options, services, request);
    } catch (error) {
      const hungUp = aborted.signal.aborted || (message.destroyed && !message.complete);
      if (hungUp) return;
      if (error instanceof ConnectionBroken) {
        message.socket.destroy();
        return;
      }
      response = renderUnrouted(defectToError(options, error), message.headers);
    }
    send(reply, message.method, response, { requestId, time: options.clock?.now() ?? Date.now() });
  };
}

async function readRequest(
  message: IncomingMessage,
  requestId: string,
  signal: AbortSignal,
  maxBytes: number,
): Promise<Unnamed> {
  const [path = '/', ...query] = (message.url ?? '/').split('?');
  return {
    method: message.method ?? 'GET',
    path,
    query: new URLSearchParams(query.join('?')),
    headers: message.headers,
    body: await readBody(message, maxBytes),
    requestId,
    signal,
  };
}

async function route(
  options: EdgeOptions,
  services: ReadonlyMap<string, AwsService>,
  unnamed: Unnamed,
): Promise<AwsResponse> {
  const signer = signerOf(unnamed);
  const name = signer?.service ?? (unnamed.headers['x-amz-target'] === undefined ? 's3' : undefined);
  const service = name === undefined ? undefined : services.get(name);
  if (!service) {
    if (signer) throw new AwsError('UnknownServiceException', `The service "${name}" does not run locally.`, 404);
    throw new AwsError('MissingAuthenticationTokenException', 'Missing Authentication Token', 403);
  }
  const credential = signer && options.credentials.find(signer.accessKeyId);
  const request = { ...unnamed, principal: credential?.principal ?? nobody };
  if (!credential && (signer || !isPreflight(unnamed)))
    return service.renderError(signer ? unknownKey(service.signingName) : unsigned(), request);
  return run(options, service, request);
}

/** A CORS preflight has no caller. It is answered from the bucket's CORS rules and reaches no data. */
const nobody: Principal = { kind: 'role', arn: 'anonymous', functionName: 'anonymous' };

async function run(options: EdgeOptions, service: AwsService, request: AwsRequest): Promise<AwsResponse> {
  const started = performance.now();
  let call: EdgeCall = { service: service.signingName, operation: operationName(request, []), ...callerOf(request) };
  let response: AwsResponse;
  try {
    const accesses = await service.accesses(request);
    call = { ...call, operation: operationName(request, accesses) };
    options.policies.check(service.signingName, request.principal, accesses);
    const proceed = (body = request.body) => handle(options, service, { ...request, body }, accesses);
    response = await (options.intercept?.({ ...call, request, accesses, proceed }) ?? proceed());
  } catch (error) {
    if (request.signal?.aborted || error instanceof ConnectionBroken) throw error;
    response = service.renderError(error instanceof AwsError ? error : defectToError(options, error, call), request);
  }
  if (options.onCall) {
    const items = call.service === 'dynamodb' ? itemCount(call.operation, request) : 1;
    options.onCall({ ...call, durationMs: performance.now() - started, status: response.status, items });
  }
  return response;
}

async function handle(
  options: EdgeOptions,
  service: AwsService,
  request: AwsRequest,
  accesses: Awaited<ReturnType<AwsService['accesses']>>,
): Promise<AwsResponse> {
  try {
    return await service.handle(request);
  } catch (error) {
    if (service.signingName === 's3' && error instanceof AwsError)
      hidesMissingObject(options.policies, request.principal, accesses, error);
    throw error;
  }
}

function callerOf(request: AwsRequest): { functionName?: string } {
  return request.principal.kind === 'role' ? { functionName: request.principal.functionName } : {};
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html, https://docs.aws.amazon.com/IAM/latest/APIReference/CommonErrors.html */
function unknownKey(service: string): AwsError {
  return service === 's3'
    ? new AwsError('InvalidAccessKeyId', 'The AWS Access Key Id you provided does not exist in our records.', 403)
    : new AwsError('UnrecognizedClientException', 'The security token included in the request is invalid.', 403);
}

function unsigned(): AwsError {
  return new AwsError('AccessDenied', 'Access Denied', 403);
}

function defectToError(options: EdgeOptions, error: unknown, call?: EdgeCall): AwsError {
  if (error instanceof AwsError) return error;
  if (error instanceof BodyTooLarge) return new AwsError('RequestEntityTooLarge', error.message, 413);
  const report = options.onDefect ?? ((defect: unknown) => console.error(defect));
  report(error, call ?? { service: 'edge', operation: 'route' });
  return new AwsError('InternalFailure', 'The request processing has failed because of an unknown error.', 500);
}

interface Stamp {
  readonly requestId: string;
  readonly time: number;
}

function send(
  reply: ServerResponse,
  method: string | undefined,
  response: AwsResponse,
  { requestId, time }: Stamp,
): void {
  const body = Buffer.from(response.body ?? '');
  const length = method === 'HEAD' ? {} : { 'content-length': String(body.length) };
  reply.writeHead(response.status, {
    date: new Date(time).toUTCString(),
    'x-amzn-requestid': requestId,
    'x-amz-request-id': requestId,
    ...length,
    ...response.headers,
  });
  reply.end(method === 'HEAD' ? undefined : body);
}
