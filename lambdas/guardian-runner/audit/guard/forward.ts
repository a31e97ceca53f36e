import { type IncomingMessage, request, type ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { bareHost } from '../check-url.ts';
import type { Connector } from './connector.ts';
import { GuardRefusal } from './resolve-host.ts';

/** RFC 9110 section 7.6.1: these speak to the next hop only. */
const hopByHop = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** Answers one `GET http://host/path` of a plain-HTTP page. */
export async function forward(
  connector: Connector,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  const url = URL.parse(incoming.url ?? '');
  if (url?.protocol !== 'http:') return reply(outgoing, 400);
  const port = url.port === '' ? 80 : Number(url.port);
  const host = bareHost(url);
  try {
    const answer = await send(connector, host, port, `${url.pathname}${url.search}`, incoming);
    outgoing.writeHead(answer.statusCode ?? 502, answer.statusMessage, endToEnd(answer.rawHeaders));
    answer.on('data', (chunk: Buffer) => connector.ledger.count(chunk.length));
    await pipeline(answer, outgoing);
  } catch (error) {
    if (outgoing.headersSent) outgoing.destroy();
    else reply(outgoing, connector.denied(host, port, error) instanceof GuardRefusal ? 403 : 502);
  }
}

async function send(
  connector: Connector,
  host: string,
  port: number,
  path: string,
  incoming: IncomingMessage,
): Promise<IncomingMessage> {
  const target = await connector.target(host, port);
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const upstream = request({
    ...target,
    path,
    method: incoming.method ?? 'GET',
    headers: endToEnd(incoming.rawHeaders),
    agent: false,
    signal: connector.ledger.overBudget,
  });
  upstream.once('socket', (socket) => {
    socket.setTimeout(connector.connectTimeoutMs, () => {
      if (socket.connecting) socket.destroy(Object.assign(new Error('connect timed out'), { code: 'ETIMEDOUT' }));
    });
  });
  upstream.once('response', resolve);
  upstream.once('error', reject);
  incoming.on('data', (chunk: Buffer) => connector.ledger.count(chunk.length));
  incoming.once('close', () => {
    if (!incoming.complete) upstream.destroy();
  });
  incoming.pipe(upstream);
  return await promise;
}

function endToEnd(rawHeaders: readonly string[]): string[] {
  const kept: string[] = [];
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const [name = '', value = ''] = rawHeaders.slice(index, index + 2);
    if (!hopByHop.has(name.toLowerCase())) kept.push(name, value);
  }
  return kept;
}

function reply(outgoing: ServerResponse, status: number): void {
  outgoing.writeHead(status, { 'content-length': '0', connection: 'close' });
  outgoing.end();
}
