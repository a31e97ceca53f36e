import { once } from 'node:events';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, it } from 'vitest';
import { closeAll, FakeLambda, raw, start } from './fixture.ts';

afterEach(closeAll);

const ok = new FakeLambda({ fn: () => ({ statusCode: 200, body: 'ok' }) });

// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html
describe('limits', () => {
  const tenMegabytes = 10 * 1024 * 1024;

  it('let 10 MB through and answer 413 to a byte more', async () => {
    const lambda = new FakeLambda({ fn: (event) => ({ statusCode: 200, body: String(String(event.body).length) }) });
    const { url } = await start({}, lambda);
    const post = (size: number) =>
      fetch(url, { method: 'POST', headers: { 'content-type': 'text/plain' }, body: 'x'.repeat(size) });
    expect(await (await post(tenMegabytes)).text()).toBe(String(tenMegabytes));
    const refused = await raw(url, `POST / HTTP/1.1\r\nHost: h\r\nContent-Length: ${tenMegabytes + 1}\r\n\r\n`);
    expect(refused).toMatch(/^HTTP\/1.1 413 /);
    expect(refused).toContain('{"message":"Request Entity Too Large"}');
  });

  it('hold for a body of unknown length too', async () => {
    const { url } = await start({}, ok);
    const chunk = `${(1024 * 1024).toString(16)}\r\n${'x'.repeat(1024 * 1024)}\r\n`;
    const head = 'POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n';
    expect(await raw(url, `${head}${chunk.repeat(11)}0\r\n\r\n`)).toMatch(/^HTTP\/1.1 413 /);
  });

  it('count the request line and the header values, 10,240 bytes together', async () => {
    const { url } = await start({}, ok);
    const host = new URL(url).host;
    const fixed = 'GET / HTTP/1.1'.length + host.length + 'close'.length;
    const request = (size: number) =>
      raw(url, `GET / HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\nX-Long: ${'x'.repeat(size)}\r\n\r\n`);
    expect(await request(10_240 - fixed)).toMatch(/^HTTP\/1.1 200 /);
    expect(await request(10_241 - fixed)).toMatch(/^HTTP\/1.1 431 /);
  });
});

describe('connections', () => {
  it('may name the target as a proxy does', async () => {
    const { url } = await start({}, new FakeLambda({ fn: (event) => event.rawPath }));
    expect(await raw(url, 'GET http://any.host/a?b HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n')).toMatch(
      /\r\n\r\n\/a$/,
    );
    expect(await raw(url, 'GET http://any.host HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n')).toMatch(
      /\r\n\r\n\/$/,
    );
  });

  it('answer pipelined requests in their order', async () => {
    const { url } = await start({}, new FakeLambda({ fn: (event) => event.rawPath }));
    const replies = await raw(
      url,
      'GET /1 HTTP/1.1\r\nHost: h\r\n\r\nGET /2 HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n',
    );
    expect(replies.match(/\r\n\r\n(\/\d)/g)).toEqual(['\r\n\r\n/1', '\r\n\r\n/2']);
  });

  it('refuse a request with both a length and chunks', async () => {
    const lambda = new FakeLambda({ fn: () => 'ok' });
    const { url } = await start({}, lambda);
    const reply = await raw(
      url,
      'POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET',
    );
    expect(reply).toMatch(/^HTTP\/1.1 400 /);
    expect(lambda.events).toEqual([]);
  });

  it('of a client that leaves in mid-body do not reach a function', async () => {
    const lambda = new FakeLambda({ fn: () => 'ok' });
    const { url, errors } = await start({}, lambda);
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    await once(socket, 'connect');
    socket.end('POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\nabc');
    await text(socket);
    await fetch(`${url}/after`);
    expect(lambda.events.map((event) => event.rawPath)).toEqual(['/after']);
    expect(errors).toEqual([]);
  });
});
