import { once } from 'node:events';
import { createServer, get, type IncomingMessage, request } from 'node:http';
import { createConnection, createServer as createTcpServer, type Socket } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { afterEach, describe, expect, it } from 'vitest';
import { type GuardProxy, startGuardProxy } from '../../../../../lambdas/guardian-runner/audit/guard/guard-proxy.ts';
import type { Resolver } from '../../../../../lambdas/guardian-runner/audit/guard/resolve-host.ts';

const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function site(body: string | Buffer = 'hello'): Promise<{ port: number; seen: IncomingMessage[] }> {
  const seen: IncomingMessage[] = [];
  const server = createServer((incoming, outgoing) => {
    seen.push(incoming);
    outgoing.setHeader('x-from', 'site').end(body);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  cleanups.push(
    () => new Promise((resolve) => server.close(resolve)),
    async () => server.closeAllConnections(),
  );
  return { port: portOf(server.address()), seen };
}

function portOf(address: unknown): number {
  if (typeof address === 'object' && address !== null && 'port' in address) return Number(address.port);
  throw new Error('not listening');
}

const names: Readonly<Record<string, readonly string[]>> = {
  'local.test': ['127.0.0.1'],
  'inside.test': ['10.0.0.1'],
  'both.test': ['93.184.216.34', '169.254.169.254'],
  'mapped.test': ['::ffff:127.0.0.1'],
};

async function guard(options: { resolver?: Resolver; allowLoopback?: boolean; maxBytes?: number } = {}) {
  const proxy = await startGuardProxy({
    resolver: async (host) => {
      const found = names[host];
      if (!found) throw new Error('ENOTFOUND');
      return found;
    },
    allowLoopback: true,
    maxBytes: 1_000_000,
    connectTimeoutMs: 2_000,
    ...options,
  });
  cleanups.push(() => proxy.close());
  return proxy;
}

function credentials(proxy: GuardProxy): Record<string, string> {
  const { username, password } = proxy.credentials;
  return { 'proxy-authorization': `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}` };
}

async function fetchThrough(proxy: GuardProxy, url: string, headers = credentials(proxy)) {
  const asking = get({
    host: '127.0.0.1',
    port: proxy.port,
    path: url,
    headers: { host: new URL(url).host, ...headers },
  });
  const [answer]: IncomingMessage[] = await once(asking, 'response');
  if (!answer) throw new Error('no answer');
  return { status: answer.statusCode, headers: answer.headers, body: await buffer(answer) };
}

async function connectThrough(proxy: GuardProxy, authority: string, headers = credentials(proxy)) {
  const asking = request({ host: '127.0.0.1', port: proxy.port, method: 'CONNECT', path: authority, headers }).end();
  const [answer, socket]: [IncomingMessage, Socket] = await new Promise((resolve) => {
    asking.once('connect', (incoming: IncomingMessage, remote: Socket) => resolve([incoming, remote]));
  });
  cleanups.push(async () => socket.destroy());
  return { status: answer.statusCode, socket };
}

describe('guard proxy, plain HTTP', () => {
  it('passes a request on and the answer back, without the headers between hops', async () => {
    const { port, seen } = await site();
    const proxy = await guard();
    const answer = await fetchThrough(proxy, `http://local.test:${port}/a?b=c`);
    expect(answer).toMatchObject({ status: 200, headers: { 'x-from': 'site' } });
    expect(answer.body.toString()).toBe('hello');
    expect(seen[0]).toMatchObject({ url: '/a?b=c', headers: { host: `local.test:${port}` } });
    expect(seen[0]?.headers).not.toHaveProperty('proxy-authorization');
    expect(proxy.ledger.bytes).toBe(5);
  });

  it('wants its password, which differs from audit to audit', async () => {
    const { port, seen } = await site();
    const [proxy, other] = [await guard(), await guard()];
    expect(await fetchThrough(proxy, `http://local.test:${port}/`, {})).toMatchObject({ status: 407 });
    expect(await fetchThrough(proxy, `http://local.test:${port}/`, credentials(other))).toMatchObject({ status: 407 });
    expect((await connectThrough(proxy, `local.test:${port}`, {})).status).toBe(407);
    expect(seen).toEqual([]);
  });

  it.each([
    ['http://inside.test/', 'inside.test leads to 10.0.0.1, which is not public (private).'],
    ['http://both.test/', 'both.test leads to 169.254.169.254, which is not public (linkLocal).'],
    ['http://mapped.test/', 'mapped.test leads to ::ffff:127.0.0.1, which is not public (ipv4Mapped).'],
    [
      'http://169.254.169.254/latest/meta-data',
      '169.254.169.254 leads to 169.254.169.254, which is not public (linkLocal).',
    ],
    ['http://[fd00:ec2::254]/', 'fd00:ec2::254 leads to fd00:ec2::254, which is not public (uniqueLocal).'],
  ])('refuses %s', async (url, detail) => {
    const proxy = await guard();
    expect(await fetchThrough(proxy, url)).toMatchObject({ status: 403, headers: { 'content-length': '0' } });
    expect(proxy.ledger.refusals).toMatchObject([{ code: 'private-address', detail }]);
  });

  it('refuses loopback unless it may be tested', async () => {
    const { port, seen } = await site();
    const proxy = await guard({ allowLoopback: false });
    expect(await fetchThrough(proxy, `http://local.test:${port}/`)).toMatchObject({ status: 403 });
    expect(seen).toEqual([]);
  });

  it('refuses every port but 80 and 443 on the public side', async () => {
    const proxy = await guard();
    expect(await fetchThrough(proxy, 'http://93.184.216.34:22/')).toMatchObject({ status: 403 });
    expect(proxy.ledger.refusals).toMatchObject([{ code: 'port-not-allowed' }]);
  });

  it('asks a name server once, so that a second answer changes nothing', async () => {
    const { port } = await site();
    const answers = [['127.0.0.1'], ['10.0.0.1']];
    let asked = 0;
    const proxy = await guard({ resolver: async () => answers[asked++] ?? [] });
    const url = `http://rebind.test:${port}/`;
    expect(await fetchThrough(proxy, url)).toMatchObject({ status: 200 });
    expect(await fetchThrough(proxy, url)).toMatchObject({ status: 200 });
    expect(asked).toBe(1);
  });

  it('tells an unknown host from one that does not listen', async () => {
    const proxy = await guard();
    const closed = createTcpServer().listen(0, '127.0.0.1');
    await once(closed, 'listening');
    const port = portOf(closed.address());
    closed.close();
    await once(closed, 'close');
    expect(await fetchThrough(proxy, 'http://nowhere.test/')).toMatchObject({ status: 502 });
    expect(await fetchThrough(proxy, `http://local.test:${port}/`)).toMatchObject({ status: 502 });
    expect(proxy.ledger.denialOf('nowhere.test', 80)).toMatchObject({ kind: 'unreachable', code: 'unknown-host' });
    expect(proxy.ledger.denialOf('local.test', port)).toMatchObject({ code: 'connection-refused' });
  });

  it('cuts everything off when the byte budget is used up', async () => {
    const { port } = await site(Buffer.alloc(300_000));
    const proxy = await guard({ maxBytes: 100_000 });
    await expect(fetchThrough(proxy, `http://local.test:${port}/`)).rejects.toThrow();
    expect(proxy.ledger.overBudget.aborted).toBe(true);
    expect(await fetchThrough(proxy, `http://local.test:${port}/`)).toMatchObject({ status: 502 });
  });
});

describe('guard proxy, tunnels', () => {
  it('joins both sides and counts what goes through', async () => {
    const echo = createTcpServer((socket) => socket.pipe(socket)).listen(0, '127.0.0.1');
    await once(echo, 'listening');
    cleanups.push(() => new Promise((resolve) => echo.close(resolve)));
    const proxy = await guard();
    const { status, socket } = await connectThrough(proxy, `local.test:${portOf(echo.address())}`);
    expect(status).toBe(200);
    socket.write('ping');
    const [chunk]: Buffer[] = await once(socket, 'data');
    expect(chunk?.toString()).toBe('ping');
    expect(proxy.ledger.bytes).toBe(8);
    socket.destroy();
  });

  it.each([
    ['inside.test:443', 403],
    ['[::1]:9', 502],
    ['10.0.0.1:443', 403],
    ['0x0a.1:443', 403],
    ['both.test:443', 403],
    ['nowhere.test:443', 502],
    ['93.184.216.34:25', 403],
  ])('answers CONNECT %s with %i', async (authority, status) => {
    expect((await connectThrough(await guard(), authority)).status).toBe(status);
  });

  it('refuses a request for itself as a web server', async () => {
    const proxy = await guard();
    const socket = createConnection(proxy.port, '127.0.0.1');
    const headers = `Proxy-Authorization: ${credentials(proxy)['proxy-authorization']}\r\nConnection: close\r\n`;
    socket.write(`GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n${headers}\r\n`);
    expect((await buffer(socket)).toString()).toMatch(/^HTTP\/1\.1 400 /);
  });
});
