import type { IncomingMessage } from 'node:http';
import { connect, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { bareHost } from '../check-url.ts';
import type { Connector, PinnedTarget } from './connector.ts';
import { GuardRefusal } from './resolve-host.ts';

/** Answers one `CONNECT host:port`: TLS, and WebSockets of plain-HTTP pages */
export async function tunnel(
  connector: Connector,
  incoming: IncomingMessage,
  client: Duplex,
  head: Buffer,
): Promise<void> {
  // The authority always names its port; `http` only lends its parser, which knows IPv6 brackets and IP spellings.
  const url = URL.parse(`http://${incoming.url ?? ''}`);
  if (!url || url.hostname === '') {
    client.end(statusLine('400 Bad Request'));
    return;
  }
  const port = url.port === '' ? 80 : Number(url.port);
  try {
    const remote = await open(await connector.target(bareHost(url), port), connector.connectTimeoutMs);
    join(connector, client, remote, head);
  } catch (error) {
    const denial = connector.denied(bareHost(url), port, error);
    client.end(statusLine(denial instanceof GuardRefusal ? '403 Forbidden' : '502 Bad Gateway'));
  }
}

export function statusLine(status: string, headers = ''): string {
  return `HTTP/1.1 ${status}\r\n${headers}Content-Length: 0\r\nConnection: close\r\n\r\n`;
}

async function open(target: PinnedTarget, timeoutMs: number): Promise<Socket> {
  const { promise, resolve, reject } = Promise.withResolvers<Socket>();
  const socket = connect({ ...target, timeout: timeoutMs });
  socket.once('connect', () => {
    socket.setTimeout(0);
    resolve(socket);
  });
  socket.once('timeout', () => socket.destroy(Object.assign(new Error('connect timed out'), { code: 'ETIMEDOUT' })));
  socket.once('error', reject);
  return await promise;
}

function join(connector: Connector, client: Duplex, remote: Socket, head: Buffer): void {
  const count = (chunk: Buffer) => connector.ledger.count(chunk.length);
  // Either side may vanish at any time, which is how browsers end connections; the other side then has no reader left.
  client.on('error', () => remote.destroy());
  remote.on('error', () => client.destroy());
  client.once('close', () => remote.destroy());
  remote.once('close', () => client.destroy());
  client.write('HTTP/1.1 200 Connection Established\r\n\r\n');
  if (head.length > 0) remote.write(head);
  client.on('data', count).pipe(remote);
  remote.on('data', count).pipe(client);
}
