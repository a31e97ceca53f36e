import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { createFetchDocument } from '../../../../lambdas/auth/issuer/fetch-document.ts';
import { IssuerFailure } from '../../../../lambdas/auth/issuer/issuer.ts';

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address: AddressInfo | string | null = server.address();
  if (address === null || typeof address === 'string') throw new Error('A port was expected.');
  return `http://localhost:${address.port}/document`;
}

const local = (timeoutMs = 2_000) => createFetchDocument({ resolve: async () => [], allowsLoopback: true, timeoutMs });
const failure = (message: string) =>
  expect.objectContaining({ name: 'IssuerFailure', message: expect.stringContaining(message) });

test('a document is read as JSON', async () => {
  const url = await serve((_, reply) => reply.end('{"issuer":"x"}'));
  expect(await local()(url)).toEqual({ issuer: 'x' });
});

test('in the cloud nothing on the machine itself is read', async () => {
  let hits = 0;
  const url = await serve((_, reply) => {
    hits += 1;
    reply.end('{}');
  });
  const fetchDocument = createFetchDocument({
    resolve: async () => ['127.0.0.1'],
    allowsLoopback: false,
    timeoutMs: 2_000,
  });
  for (const each of [url, url.replace('http:', 'https:'), url.replace('localhost', '127.0.0.1')]) {
    await expect(fetchDocument(each)).rejects.toBeInstanceOf(IssuerFailure);
  }
  expect(hits).toBe(0);
});

test.each([
  ['127.0.0.1'],
  ['10.0.0.1'],
  ['172.16.0.1'],
  ['192.168.1.1'],
  ['169.254.169.254'],
  ['100.64.0.1'],
  ['0.0.0.0'],
  ['224.0.0.1'],
  ['::1'],
  ['fd00::1'],
  ['fe80::1'],
  ['::ffff:127.0.0.1'],
  ['64:ff9b::7f00:1'],
  ['2002:7f00:1::'],
  ['not an address'],
])('a host that leads to %s is not asked', async (address) => {
  const rejects = async (resolve: string[]) => {
    const fetchDocument = createFetchDocument({ resolve: async () => resolve, allowsLoopback: true, timeoutMs: 300 });
    await expect(fetchDocument('https://ci.example/x')).rejects.toEqual(failure('public internet'));
  };
  await rejects([address]);
  await rejects(['203.0.114.1', address]);
});

test.each([
  'https://127.0.0.1/x',
  'https://[::1]/x',
  'https://169.254.169.254/latest/meta-data',
  'https://0x7f000001/x',
  'https://2130706433/x',
  'https://127.1/x',
  'https://[::ffff:127.0.0.1]/x',
])('%s is no public host', async (url) => {
  await expect(local()(url)).rejects.toEqual(failure('public internet'));
});

test.each([
  'http://ci.example/x',
  'ftp://ci.example/x',
  'file:///etc/passwd',
  'https://ci.example:8443/x',
  'https://u@ci.example/x',
  'data:application/json,{}',
  '',
])('%j is no URL of a document', async (url) => {
  await expect(local()(url)).rejects.toEqual(failure('https URL'));
});

test('a host without an address is not there', async () => {
  await expect(local()('https://ci.example/x')).rejects.toEqual(failure('public internet'));
});

test('a redirect is not followed', async () => {
  let hits = 0;
  const url = await serve((_, reply) => {
    hits += 1;
    reply.writeHead(302, { location: 'https://ci.example' }).end('{}');
  });
  await expect(local()(url)).rejects.toEqual(failure('302'));
  expect(hits).toBe(1);
});

test('a large document is not read to its end', async () => {
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
  await expect(local()(url)).rejects.toEqual(failure('64 KiB'));
  expect(sent).toBeLessThan(20_000_000);
});

test('an answer that does not come, or does not end, is not waited for', async () => {
  const silent = await serve(() => undefined);
  const endless = await serve((_, reply) => void reply.write('{'));
  for (const url of [silent, endless]) await expect(local(150)(url)).rejects.toEqual(failure('could not be read'));
  const slowNames = createFetchDocument({
    resolve: () => new Promise(() => undefined),
    allowsLoopback: false,
    timeoutMs: 100,
  });
  await expect(slowNames('https://ci.example/x')).rejects.toEqual(failure('could not be read'));
});

test('what is not JSON is no document', async () => {
  const url = await serve((_, reply) => reply.end('<html>'));
  await expect(local()(url)).rejects.toEqual(failure('not JSON'));
});
