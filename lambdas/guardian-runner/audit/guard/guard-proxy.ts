import { randomBytes, timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { Connector } from './connector.ts';
import { forward } from './forward.ts';
import { Ledger } from './ledger.ts';
import type { Resolver } from './resolve-host.ts';
import { statusLine, tunnel } from './tunnel.ts';

export interface GuardOptions {
  readonly resolver: Resolver;
  readonly allowLoopback: boolean;
  readonly maxBytes: number;
  readonly connectTimeoutMs: number;
}

export interface GuardProxy {
  readonly port: number;
  readonly credentials: { readonly username: string; readonly password: string };
  /** A URL that only this proxy answers, for the browser to show its credentials once. */
  readonly handshakeUrl: string;
  readonly ledger: Ledger;
  close(): Promise<void>;
}

const challenge = 'Proxy-Authenticate: Basic realm="guard"\r\n';

/**
 * The one way out of the browser: a forward proxy on loopback that resolves, checks and pins every host itself. It wants
 * a password that exists only for this audit, so nothing else on the machine can borrow its reach.
 */
export async function startGuardProxy(options: GuardOptions): Promise<GuardProxy> {
  const credentials = { username: 'guardian', password: randomBytes(24).toString('hex') };
  const expected = Buffer.from(
    `Basic ${Buffer.from(`${credentials.username}:${credentials.password}`).toString('base64')}`,
  );
  const handshakeUrl = `http://${randomBytes(12).toString('hex')}.invalid/`;
  const ledger = new Ledger(options.maxBytes);
  const connector = new Connector(options, ledger, options.connectTimeoutMs);
  const tunnels = new Set<Socket>();

  const server = createServer((incoming, outgoing) => {
    if (!isAuthorized(incoming, expected)) return demandPassword(outgoing);
    if (incoming.url === handshakeUrl) return void outgoing.end('ready');
    void forward(connector, incoming, outgoing);
  });
  server.on('connect', (incoming, client: Socket, head: Buffer) => {
    client.on('error', () => client.destroy());
    tunnels.add(client);
    client.once('close', () => tunnels.delete(client));
    if (isAuthorized(incoming, expected)) void tunnel(connector, incoming, client, head);
    else client.end(statusLine('407 Proxy Authentication Required', challenge));
  });
  const closeConnections = () => {
    server.closeAllConnections();
    for (const socket of tunnels) socket.destroy();
  };
  ledger.overBudget.addEventListener('abort', closeConnections, { once: true });

  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The guard proxy has no TCP port.');
  return {
    port: address.port,
    credentials,
    handshakeUrl,
    ledger,
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      closeConnections();
      await closed;
    },
  };
}

function isAuthorized(incoming: IncomingMessage, expected: Buffer): boolean {
  const given = Buffer.from(incoming.headers['proxy-authorization'] ?? '');
  return given.length === expected.length && timingSafeEqual(given, expected);
}

function demandPassword(outgoing: ServerResponse): void {
  outgoing.writeHead(407, { 'proxy-authenticate': 'Basic realm="guard"', 'content-length': '0' });
  outgoing.end();
}
