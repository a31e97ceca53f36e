import { createServer as createHttp, type RequestListener } from 'node:http';
import { createServer as createHttps } from 'node:https';
import { type AddressInfo, createServer as createTcp, type Server } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { PublicFailure } from '../../../shared/public-http/failure.ts';
import { type PublicRequest, requestPublic } from '../../../shared/public-http/request-public.ts';
import { selfSigned } from './self-signed.ts';

const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

async function listen(server: Server & { closeAllConnections?: () => void }): Promise<number> {
  closers.push(() => {
    server.closeAllConnections?.();
    server.close();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address: AddressInfo | string | null = server.address();
  if (address === null || typeof address === 'string') throw new Error('A port was expected.');
  return address.port;
}

const serve = async (listener: RequestListener) => `http://127.0.0.1:${await listen(createHttp(listener))}/in`;

function call(url: string, change: Partial<PublicRequest> = {}) {
  return requestPublic({
    ...{ url, method: 'POST', headers: { 'x-own': 'yes' }, body: 'hello' },
    ...{ timeoutMs: 2_000, maxReplyBytes: 16_384, longReply: 'cut', allowsLoopback: true },
    resolve: async () => [],
    ...change,
  });
}

async function failureOf(promise: Promise<unknown>): Promise<string> {
  const error = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof PublicFailure)) throw new Error('A PublicFailure was expected.', { cause: error });
  return error.code;
}

test('sends the request, and replies status, headers and body', async () => {
  const seen: string[] = [];
  const url = await serve((request, reply) => {
    request.setEncoding('utf8').on('data', (chunk: string) => {
      seen.push(`${request.method} ${request.headers['x-own']} ${request.headers.connection} ${chunk}`);
      reply.writeHead(202, { 'x-theirs': 'too' }).end('thanks');
    });
  });
  const { status, headers, body, isCut } = await call(url);
  expect({ status, theirs: headers['x-theirs'], text: body.toString(), isCut }).toEqual({
    ...{ status: 202, theirs: 'too', text: 'thanks', isCut: false },
  });
  // No connection outlives its request, so nobody's request ever travels on another's.
  expect(seen).toEqual(['POST yes close hello']);
});

test('a redirect is a failure, wherever it leads', async () => {
  const hits: string[] = [];
  const url = await serve((request, reply) => {
    hits.push(String(request.url));
    reply.writeHead(307, { location: 'http://169.254.169.254/latest/meta-data' }).end();
  });
  expect(await failureOf(call(url))).toBe('redirected');
  expect(hits).toEqual(['/in']);
});

test('a huge reply is read as far as wanted, and the rest is dropped', async () => {
  let sent = 0;
  const url = await serve((_, reply) => {
    const pump = () => {
      while (!reply.destroyed && sent < 50_000_000) {
        sent += 16_384;
        if (!reply.write('x'.repeat(16_384))) return void reply.once('drain', pump);
      }
    };
    pump();
  });
  const { body, isCut } = await call(url);
  expect({ length: body.length, isCut }).toEqual({ length: 16_384, isCut: true });
  expect(sent).toBeLessThan(20_000_000);
  expect(await failureOf(call(url, { longReply: 'refuse' }))).toBe('reply_too_large');
});

test('the time is for the whole, so a body that drips does not stretch it', async () => {
  const drip = await serve((_, reply) => {
    const timer = setInterval(() => reply.write('.'), 20);
    reply.on('close', () => clearInterval(timer));
  });
  const silent = await serve(() => undefined);
  for (const url of [drip, silent]) {
    const began = performance.now();
    expect(await failureOf(call(url, { timeoutMs: 200 }))).toBe('timed_out');
    expect(performance.now() - began).toBeLessThan(1_500);
  }
});

test('a name server that does not answer is not waited for', async () => {
  const slow = call('https://hooks.example/in', { resolve: () => new Promise(() => undefined), timeoutMs: 100 });
  expect(await failureOf(slow)).toBe('timed_out');
});

test('says how the other side failed', async () => {
  const closes = await listen(createTcp((socket) => void socket.on('data', () => socket.destroy())));
  const babbles = await listen(
    createTcp((socket) => void socket.on('data', () => socket.end('no http at all\r\n\r\n'))),
  );
  const cut = await serve((_, reply) => {
    reply.writeHead(200, { 'content-length': '100' }).write('begin');
    setImmediate(() => reply.destroy());
  });
  const free = await listen(createTcp());
  for (const close of closers.splice(-1)) close();
  expect(await failureOf(call(`http://127.0.0.1:${closes}/`))).toBe('connection_closed');
  expect(await failureOf(call(`http://127.0.0.1:${babbles}/`))).toBe('invalid_reply');
  expect(await failureOf(call(cut))).toBe('connection_closed');
  expect(await failureOf(call(`http://127.0.0.1:${free}/`))).toBe('connection_refused');
  const gone = { resolve: async () => Promise.reject(new Error('ENOTFOUND')) };
  expect(await failureOf(call('https://hooks.example/in', gone))).toBe('dns_failed');
  expect(await failureOf(call('https://hooks.example/in'))).toBe('dns_failed');
});

describe('TLS', () => {
  test('a certificate that nobody vouches for, and one of another name, are refused', async () => {
    const { key, cert } = selfSigned('localhost');
    const port = await listen(createHttps({ key, cert }, (_, reply) => reply.end('in')));
    expect(await failureOf(call(`https://localhost:${port}/`))).toBe('tls_failed');
    expect(await failureOf(call(`https://127.0.0.1:${port}/`, { authorities: [cert] }))).toBe('tls_failed');
    const { status } = await call(`https://localhost:${port}/`, { authorities: [cert] });
    expect(status).toBe(200);
  });

  test('plain text where TLS was expected is refused', async () => {
    const plain = await serve((_, reply) => reply.end());
    expect(await failureOf(call(plain.replace('http:', 'https:')))).toBe('tls_failed');
  });

  test('the name of the URL is told to the server, not the address', async () => {
    const names: (string | undefined)[] = [];
    const { key, cert } = selfSigned('localhost');
    const server = createHttps({
      key,
      cert,
      SNICallback: (name, done) => {
        names.push(name);
        done(null);
      },
    });
    server.on('request', (request, reply) => {
      names.push(request.headers.host);
      reply.end();
    });
    const port = await listen(server);
    await call(`https://localhost:${port}/`, { authorities: [cert] });
    expect(names).toEqual(['localhost', `localhost:${port}`]);
  });
});

const inside = [
  ...['127.0.0.1', '10.0.0.1', '172.16.0.1', '192.168.1.1', '100.64.0.1', '0.0.0.0', '224.0.0.1', '255.255.255.255'],
  ...['169.254.169.254', '169.254.170.2', '198.18.0.1', '192.0.0.1', '240.0.0.1'],
  ...[
    '::1',
    '::',
    'fd00::1',
    'fd00:ec2::254',
    'fe80::1',
    'ff02::1',
    '::ffff:127.0.0.1',
    '::ffff:8.8.8.8',
    '::127.0.0.1',
  ],
  ...['64:ff9b::7f00:1', '64:ff9b:1::1', '2002:7f00:1::', '2001::1', '2001:db8::1', '100::1', 'not an address'],
];

test.each(inside)('a host that leads to %s is not called', async (address) => {
  for (const addresses of [[address], ['93.184.215.14', address], [address, '93.184.215.14']]) {
    const hostile = call('https://hooks.example/in', { resolve: async () => addresses });
    expect(await failureOf(hostile)).toBe('private_address');
  }
});

test.each([
  'https://127.0.0.1/x',
  'https://[::1]/x',
  'https://169.254.169.254/latest/meta-data',
  'https://0x7f000001/x',
  'https://2130706433/x',
  'https://127.1/x',
  'https://0177.0.0.1/x',
  'https://[::ffff:127.0.0.1]/x',
  'https://[fd00:ec2::254]/x',
])('%s is not called in the cloud', async (url) => {
  expect(await failureOf(call(url, { allowsLoopback: false }))).toBe('private_address');
});

test.each([
  'http://hooks.example/',
  'ftp://hooks.example/',
  'file:///etc/passwd',
  'https://u:p@hooks.example/',
  'data:,x',
  '',
])('%j is no URL to call', async (url) => {
  expect(await failureOf(call(url, { resolve: async () => ['93.184.215.14'] }))).toBe('invalid_url');
});

test('http to this machine is for stage local alone', async () => {
  const url = await serve((_, reply) => reply.end());
  expect(await failureOf(call(url, { allowsLoopback: false }))).toBe('invalid_url');
  expect(await failureOf(call(url.replace('http:', 'https:'), { allowsLoopback: false }))).toBe('private_address');
});

test('a name that leads to this machine is not this machine, even in stage local', async () => {
  let hits = 0;
  const url = await serve((_, reply) => {
    hits += 1;
    reply.end();
  });
  const named = url.replace('127.0.0.1', 'hooks.example').replace('http:', 'https:');
  expect(await failureOf(call(named, { resolve: async () => ['127.0.0.1'] }))).toBe('private_address');
  expect(hits).toBe(0);
});

test('a name server that changes its mind is asked once only: what was checked is what is connected to', async () => {
  let hits = 0;
  const port = await listen(
    createTcp(() => {
      hits += 1;
    }),
  );
  const answers = [['203.0.114.1'], ['127.0.0.1']];
  let asked = 0;
  const resolve = async () => answers[Math.min(asked++, 1)] ?? [];
  const failure = await failureOf(call(`https://hooks.example:${port}/`, { resolve, timeoutMs: 300 }));
  expect(['timed_out', 'connection_failed', 'connection_refused']).toContain(failure);
  expect({ asked, hits }).toEqual({ asked: 1, hits: 0 });
});
