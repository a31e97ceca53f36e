import { type ClientRequest, type IncomingHttpHeaders, type IncomingMessage, request as requestHttp } from 'node:http';
import { type RequestOptions, request as requestHttps } from 'node:https';
import { hostOf, isLoopbackHost } from './address.ts';
import { failureOf, type Progress, PublicFailure } from './failure.ts';
import { pinned, type ResolveHost, resolvePublic } from './resolve-public.ts';

export interface PublicRequest {
  readonly url: string;
  readonly method: 'GET' | 'POST';
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Of the whole: names, connection, reply and its body. */
  readonly timeoutMs: number;
  /** What is read of the reply at most. */
  readonly maxReplyBytes: number;
  /** What becomes of a longer one: its beginning is the reply, or it is a failure. */
  readonly longReply: 'cut' | 'refuse';
  /** Stage `local` only: this machine may be called, also by http. */
  readonly allowsLoopback: boolean;
  readonly resolve: ResolveHost;
  /** Certificates that are trusted instead of the system's; a test has its own. */
  readonly authorities?: readonly string[];
}

export interface PublicReply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  readonly isCut: boolean;
}

/**
 * One request to a host that somebody else has named, and to nothing inside: https, only addresses of the public internet,
 * exactly those that were checked (so a second answer of the name server is never asked for), certificate checked for the name,
 * no redirects, a limit for time and size, and a connection of its own that nobody else's request comes over.
 * @throws PublicFailure
 */
export async function requestPublic(call: PublicRequest): Promise<PublicReply> {
  const url = URL.parse(call.url);
  const isLocal = url !== null && call.allowsLoopback && isLoopbackHost(hostOf(url));
  if (!url || url.username || url.password || !(url.protocol === 'https:' || (isLocal && url.protocol === 'http:'))) {
    throw new PublicFailure('invalid_url');
  }
  const signal = AbortSignal.timeout(call.timeoutMs);
  const progress: Progress = { isConnected: false, isSecure: url.protocol === 'http:' };
  try {
    const addresses = isLocal ? loopbackAddresses(url) : await resolvePublic(call.resolve, url, signal);
    return await send(call, url, { lookup: pinned(addresses), signal }, progress);
  } catch (error) {
    throw failureOf(signal.aborted ? signal.reason : error, progress);
  }
}

function loopbackAddresses(url: URL): readonly string[] {
  const host = hostOf(url);
  return [host === 'localhost' ? '127.0.0.1' : host];
}

async function send(call: PublicRequest, url: URL, options: RequestOptions, progress: Progress): Promise<PublicReply> {
  const { promise, resolve, reject } = Promise.withResolvers<PublicReply>();
  const request = url.protocol === 'https:' ? requestHttps : requestHttp;
  const sent = request(
    url,
    {
      ...options,
      method: call.method,
      agent: false,
      headers: { ...call.headers, ...(call.body !== undefined && { 'content-length': Buffer.byteLength(call.body) }) },
      ...(call.authorities && { ca: [...call.authorities] }),
    },
    (reply) => read(call, sent, reply, { resolve, reject }),
  );
  sent.on('socket', (socket) => {
    socket.once('connect', () => {
      progress.isConnected = true;
    });
    socket.once('secureConnect', () => {
      progress.isSecure = true;
    });
  });
  sent.on('error', reject);
  sent.end(call.body);
  return promise;
}

interface Outcome {
  readonly resolve: (reply: PublicReply) => void;
  readonly reject: (error: Error) => void;
}

function read(call: PublicRequest, sent: ClientRequest, reply: IncomingMessage, { resolve, reject }: Outcome): void {
  const status = reply.statusCode ?? 0;
  const chunks: Buffer[] = [];
  let size = 0;
  const end = (isCut: boolean) => {
    resolve({ status, headers: reply.headers, body: Buffer.concat(chunks), isCut });
    sent.destroy();
  };
  const fail = (failure: PublicFailure) => {
    reject(failure);
    sent.destroy();
  };
  reply.on('error', reject);
  reply.on('end', () => end(false));
  reply.on('data', (chunk: Buffer) => {
    const room = call.maxReplyBytes - size;
    size += chunk.length;
    chunks.push(chunk.subarray(0, Math.max(0, room)));
    if (chunk.length <= room) return;
    if (call.longReply === 'refuse') fail(new PublicFailure('reply_too_large', { status }));
    else end(true);
  });
  if (status >= 300 && status < 400 && status !== 304) fail(new PublicFailure('redirected', { status }));
}
