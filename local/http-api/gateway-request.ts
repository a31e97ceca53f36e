import type { IncomingMessage } from 'node:http';

/** One HTTP request as the gateway sees it, before it knows a route. */
export interface GatewayRequest {
  readonly requestId: string;
  readonly receivedAt: number;
  readonly method: string;
  /** As sent, still percent-encoded, without the query. */
  readonly path: string;
  /** As sent, without the question mark. */
  readonly queryString: string;
  /** Lower-case names, several values joined by commas, `cookie` left out. */
  readonly headers: Readonly<Record<string, string>>;
  readonly cookies: readonly string[];
  readonly protocol: string;
  readonly sourceIp: string;
  readonly body: Buffer;
}

export interface GatewayReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly cookies?: readonly string[];
  readonly body: string | Buffer;
}

/** A reply that the gateway itself gives, in the shape that all of them have. */
export function gatewayMessage(status: number, message: string): GatewayReply {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify({ message }) };
}

export function toGatewayRequest(
  incoming: IncomingMessage,
  body: Buffer,
  { requestId, receivedAt }: { requestId: string; receivedAt: number },
): GatewayRequest {
  const url = originForm(incoming.url ?? '/');
  const mark = url.indexOf('?');
  const sourceIp = (incoming.socket.remoteAddress ?? '').replace(/^::ffff:/, '');
  const { headers, cookies } = splitHeaders(incoming.rawHeaders);
  return {
    requestId,
    receivedAt,
    method: incoming.method ?? 'GET',
    path: mark < 0 ? url : url.slice(0, mark),
    queryString: mark < 0 ? '' : url.slice(mark + 1),
    headers: { ...headers, ...forwardingHeaders(incoming, headers, sourceIp, receivedAt) },
    cookies,
    protocol: `HTTP/${incoming.httpVersion}`,
    sourceIp,
    body,
  };
}

/** A client may send `GET http://host/path`, as to a proxy (RFC 9112, 3.2.2). */
function originForm(url: string): string {
  const path = url.replace(/^https?:\/\/[^/?#]*/i, '');
  return path.startsWith('?') || path === '' ? `/${path}` : path;
}

/** Headers of one connection, which a gateway does not pass on (RFC 9110, 7.6.1). */
const hopByHop = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'expect',
]);

export function isHopByHop(name: string): boolean {
  return hopByHop.has(name);
}

function splitHeaders(raw: readonly string[]): { headers: Record<string, string>; cookies: string[] } {
  const headers: Record<string, string> = Object.create(null);
  const cookies: string[] = [];
  for (let index = 0; index + 1 < raw.length; index += 2) {
    const name = (raw[index] ?? '').toLowerCase();
    const value = raw[index + 1] ?? '';
    if (name === 'cookie')
      cookies.push(
        ...value
          .split(';')
          .map((cookie) => cookie.trim())
          .filter((cookie) => cookie !== ''),
      );
    else if (!hopByHop.has(name)) headers[name] = name in headers ? `${headers[name]},${value}` : value;
  }
  return { headers: { ...headers }, cookies };
}

function forwardingHeaders(
  incoming: IncomingMessage,
  headers: Readonly<Record<string, string>>,
  sourceIp: string,
  receivedAt: number,
): Record<string, string> {
  const hops = headers['x-forwarded-for'];
  return {
    'x-forwarded-for': hops ? `${hops}, ${sourceIp}` : sourceIp,
    'x-forwarded-port': String(incoming.socket.localPort ?? ''),
    'x-forwarded-proto': 'http',
    'x-amzn-trace-id': headers['x-amzn-trace-id'] ?? traceId(receivedAt),
  };
}

function traceId(now: number): string {
  const time = Math.floor(now / 1000)
    .toString(16)
    .padStart(8, '0');
  return `Root=1-${time}-${crypto.randomUUID().replaceAll('-', '').slice(0, 24)}`;
}
