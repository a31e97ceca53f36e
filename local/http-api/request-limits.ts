import type { IncomingMessage } from 'node:http';

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html */
export const headerLimitBytes = 10_240;
export const bodyLimitBytes = 10 * 1024 * 1024;

/** "Total combined size of request line and header values". */
export function headerBytes(incoming: IncomingMessage): number {
  const line = `${incoming.method} ${incoming.url} HTTP/${incoming.httpVersion}`;
  const values = incoming.rawHeaders.filter((_, index) => index % 2 === 1);
  return values.reduce((sum, value) => sum + Buffer.byteLength(value, 'latin1'), Buffer.byteLength(line));
}

/** The whole body; `too-large` as soon as that is known, `aborted` when the client goes away before the end. */
export function readBody(incoming: IncomingMessage): Promise<Buffer | 'too-large' | 'aborted'> {
  if (Number(incoming.headers['content-length'] ?? 0) > bodyLimitBytes) return Promise.resolve('too-large');
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    incoming.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > bodyLimitBytes) resolve('too-large');
      else chunks.push(chunk);
    });
    incoming.on('end', () => resolve(Buffer.concat(chunks)));
    incoming.on('error', () => resolve('aborted'));
    incoming.on('close', () => resolve('aborted'));
  });
}
