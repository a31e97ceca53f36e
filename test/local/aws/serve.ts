import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import {
  type Access,
  AwsError,
  type AwsRequest,
  type AwsResponse,
  type AwsService,
} from '../../../local/aws/service.ts';

export interface Served {
  readonly endpoint: string;
  /** What `accesses` asked for, in the order of the calls. */
  readonly calls: Access[];
  close(): Promise<void>;
}

/** One service behind a real socket on a free port, called as `root`; stands in for the edge. Does not stop the service. */
export async function serve(service: AwsService): Promise<Served> {
  const calls: Access[] = [];
  const server = createServer((message, reply) => {
    answer(service, calls, message, hangUp(reply)).then(
      (response) => send(reply, message, response),
      (error: unknown) => send(reply, message, { status: 500, body: error instanceof Error ? `${error.stack}` : '?' }),
    );
  });
  // A client keeps its connections, and must not use one in the moment in which it is closed.
  server.keepAliveTimeout = 65_000;
  const port = await listen(server);
  return {
    endpoint: `http://127.0.0.1:${port}`,
    calls,
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error ? reject(error) : resolve()));
        server.closeAllConnections();
      }),
  };
}

async function answer(
  service: AwsService,
  calls: Access[],
  message: IncomingMessage,
  signal: AbortSignal,
): Promise<AwsResponse> {
  const request = await read(message, signal);
  try {
    calls.push(...(await service.accesses(request)));
    return await service.handle(request);
  } catch (error) {
    if (error instanceof AwsError) return service.renderError(error, request);
    throw error;
  }
}

/** The path stays as it was sent: an S3 key may hold `..`, which a `URL` would resolve. */
async function read(message: IncomingMessage, signal: AbortSignal): Promise<AwsRequest> {
  const target = message.url ?? '/';
  const mark = target.indexOf('?');
  return {
    method: message.method ?? 'GET',
    path: mark < 0 ? target : target.slice(0, mark),
    query: new URLSearchParams(mark < 0 ? '' : target.slice(mark + 1)),
    headers: message.headers,
    body: await buffer(message),
    principal: { kind: 'root' },
    requestId: randomUUID(),
    signal,
  };
}

/** Aborted when the caller goes away before it has the whole reply. */
function hangUp(reply: ServerResponse): AbortSignal {
  const abort = new AbortController();
  reply.once('close', () => {
    if (!reply.writableFinished) abort.abort();
  });
  return abort.signal;
}

function send(reply: ServerResponse, message: IncomingMessage, response: AwsResponse): void {
  reply.writeHead(response.status, response.headers);
  reply.end(message.method === 'HEAD' ? undefined : response.body);
}

function listen(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      if (address === null || typeof address === 'string') reject(new Error('The server has no TCP port.'));
      else resolve(address.port);
    });
  });
}
