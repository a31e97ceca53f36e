import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { Gateway, type GatewayOptions, type Handled } from './gateway.ts';
import { type GatewayReply, gatewayMessage, toGatewayRequest } from './gateway-request.ts';
import { headerBytes, headerLimitBytes, readBody } from './request-limits.ts';

/** One line of the stage's access log. */
export interface AccessLogEntry {
  readonly requestId: string;
  readonly receivedAt: number;
  readonly sourceIp: string;
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly responseBytes: number;
  readonly durationMs: number;
  readonly routeKey?: string;
  readonly authorizerError?: string;
  readonly integrationError?: string;
}

export interface HttpApiOptions extends GatewayOptions {
  readonly accessLog?: (entry: AccessLogEntry) => void;
  /** A fault of the gateway's own code; its client gets a 500. */
  readonly onError: (error: unknown) => void;
}

export interface HttpApi {
  /** Port 0 takes a free one. */
  listen(port: number, host: string): Promise<{ url: string }>;
  /** Lets running requests end and closes idle connections. */
  close(): Promise<void>;
}

/** Node's own limit is above API Gateway's, so that the gateway's reply is the one a client sees. */
const serverOptions = {
  maxHeaderSize: 65_536,
  headersTimeout: 30_000,
  requestTimeout: 60_000,
  keepAliveTimeout: 75_000,
};

export function createHttpApi(options: HttpApiOptions): HttpApi {
  const gateway = new Gateway(options);
  const server = createServer(serverOptions, (incoming, outgoing) => {
    serve(gateway, options, incoming, outgoing).catch((error: unknown) => {
      options.onError(error);
      outgoing.destroy();
    });
  });
  return {
    listen: (port, host) => listen(server, port, host),
    close: () => close(server),
  };
}

async function serve(
  gateway: Gateway,
  options: HttpApiOptions,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  const startedAt = performance.now();
  const receivedAt = options.clock.now();
  // The shape of API Gateway's own ids, `JKJaXmPLvHcESHA=`.
  const requestId = `${randomBytes(12).toString('base64url').slice(0, 15)}=`;
  const sourceIp = (incoming.socket.remoteAddress ?? '').replace(/^::ffff:/, '');
  const handled = await handle(gateway, options, incoming, { requestId, receivedAt });
  // The client has gone: there is nobody to answer.
  if (!handled) return;
  const responseBytes = send(handled.reply, incoming, outgoing, { requestId, now: options.clock.now() });
  const { reply, ...rest } = handled;
  options.accessLog?.({
    requestId,
    receivedAt,
    sourceIp,
    method: incoming.method ?? '',
    path: incoming.url ?? '',
    status: reply.status,
    responseBytes,
    durationMs: performance.now() - startedAt,
    ...rest,
  });
}

async function handle(
  gateway: Gateway,
  options: HttpApiOptions,
  incoming: IncomingMessage,
  stamp: { requestId: string; receivedAt: number },
): Promise<Handled | undefined> {
  if (headerBytes(incoming) > headerLimitBytes)
    return { reply: gatewayMessage(431, 'Request Header Fields Too Large') };
  const body = await readBody(incoming);
  if (body === 'aborted') return undefined;
  if (body === 'too-large') return { reply: gatewayMessage(413, 'Request Entity Too Large') };
  try {
    return await gateway.handle(toGatewayRequest(incoming, body, stamp));
  } catch (error) {
    options.onError(error);
    return { reply: gatewayMessage(500, 'Internal Server Error') };
  }
}

interface Stamp {
  readonly requestId: string;
  readonly now: number;
}

function send(reply: GatewayReply, incoming: IncomingMessage, outgoing: ServerResponse, stamp: Stamp): number {
  const body = typeof reply.body === 'string' ? Buffer.from(reply.body) : reply.body;
  const hasBody = incoming.method !== 'HEAD' && reply.status !== 204 && reply.status !== 304;
  outgoing.statusCode = reply.status;
  for (const [name, value] of Object.entries(reply.headers)) outgoing.setHeader(name, value);
  if (reply.cookies && reply.cookies.length > 0) outgoing.setHeader('set-cookie', [...reply.cookies]);
  outgoing.setHeader('apigw-requestid', stamp.requestId);
  outgoing.setHeader('date', new Date(stamp.now).toUTCString());
  // What is left of a body nobody reads would be taken for the next request.
  if (!incoming.complete) outgoing.setHeader('connection', 'close');
  if (reply.status !== 204) outgoing.setHeader('content-length', body.length);
  outgoing.end(hasBody ? body : undefined);
  if (!incoming.complete) incoming.resume();
  return hasBody ? body.length : 0;
}

/** Browsers allow passkeys on `localhost`, and on no address in numbers (WebAuthn §5.1.2: a relying party is a domain). */
export function hostInUrl(host: string): string {
  if (host === '127.0.0.1') return 'localhost';
  return host.includes(':') ? `[${host}]` : host;
}

function listen(server: Server, port: number, host: string): Promise<{ url: string }> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      const address = server.address();
      if (typeof address !== 'object' || address === null) throw new Error('The HTTP API listens on no port.');
      resolve({ url: `http://${hostInUrl(host)}:${address.port}` });
    });
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    server.close((error) => (error ? reject(error) : resolve()));
    server.closeIdleConnections();
  });
}
