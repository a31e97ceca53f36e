import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { AwsRequest, AwsResponse, AwsService } from '../service.ts';

/** Said by the hop between client and edge, not by the request. */
const hopByHop = new Set(['connection', 'content-length', 'host', 'keep-alive', 'transfer-encoding', 'expect']);

/**
 * The same service, run by an external emulator: who may do what is still decided here, the work is done there. The
 * request goes on as it was signed, so the emulator must not verify signatures (LocalStack and moto do not by default).
 */
export function forwardTo(service: AwsService, endpoint: string): AwsService {
  return {
    signingName: service.signingName,
    accesses: (request) => service.accesses(request),
    handle: (request) => forward(request, new URL(endpoint)),
    renderError: (error, request) => service.renderError(error, request),
    stop: () => service.stop(),
  };
}

function forward(request: AwsRequest, endpoint: URL): Promise<AwsResponse> {
  const send = endpoint.protocol === 'https:' ? httpsRequest : httpRequest;
  const query = request.query.size > 0 ? `?${request.query}` : '';
  const headers = Object.entries(request.headers).filter(([name]) => !hopByHop.has(name));
  return new Promise((resolve, reject) => {
    const outgoing = send(
      endpoint,
      {
        method: request.method,
        path: `${pathStyle(request)}${query}`,
        signal: request.signal,
        headers: { ...Object.fromEntries(headers), host: endpoint.host, 'content-length': request.body.length },
      },
      (incoming) => {
        const chunks: Buffer[] = [];
        incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
        incoming.on('error', reject);
        incoming.on('end', () =>
          resolve({
            status: incoming.statusCode ?? 502,
            headers: plainHeaders(incoming.headers, request.method === 'HEAD'),
            body: Buffer.concat(chunks),
          }),
        );
      },
    );
    outgoing.on('error', reject);
    outgoing.end(request.body);
  });
}

/** An emulator on one address cannot be asked for `bucket.localhost`, so the bucket moves into the path. */
function pathStyle(request: AwsRequest): string {
  const bucket = /^(.+)\.localhost(?::\d+)?$/.exec(request.headers.host ?? '')?.[1];
  return bucket === undefined ? request.path : `/${bucket}${request.path}`;
}

/** A HEAD reply has no body to measure: there the length says how large the object is. */
function plainHeaders(headers: NodeJS.Dict<string | string[]>, keepLength: boolean): Record<string, string> {
  const plain = Object.entries(headers).flatMap(([name, value]) => {
    const drop = hopByHop.has(name) && !(keepLength && name === 'content-length');
    return value === undefined || drop ? [] : [[name, String(value)]];
  });
  return Object.fromEntries(plain);
}
