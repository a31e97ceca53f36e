import { S3Error } from './errors.ts';

export interface Unchunked {
  readonly bytes: Buffer;
  /** Lower-case names. */
  readonly trailers: Readonly<Record<string, string>>;
}

/**
 * `Content-Encoding: aws-chunked`: `<hex size>[;chunk-signature=…]\r\n<bytes>\r\n … 0\r\n<trailers>\r\n`
 * (https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming-trailers.html).
 */
export function unchunk(body: Buffer): Unchunked {
  const chunks: Buffer[] = [];
  let position = 0;
  for (;;) {
    const { line, next } = lineAt(body, position);
    const size = chunkSize(line);
    if (size === 0) return { bytes: Buffer.concat(chunks), trailers: trailersAt(body, next) };
    const end = next + size;
    if (body.toString('latin1', end, end + 2) !== '\r\n') throw incompleteBody();
    chunks.push(body.subarray(next, end));
    position = end + 2;
  }
}

function chunkSize(line: string): number {
  const [hex = ''] = line.split(';');
  if (!/^[0-9a-f]{1,8}$/i.test(hex)) throw incompleteBody();
  return Number.parseInt(hex, 16);
}

function trailersAt(body: Buffer, start: number): Record<string, string> {
  const trailers: Record<string, string> = {};
  for (const line of body.toString('latin1', start).split(/\r?\n/)) {
    const colon = line.indexOf(':');
    if (colon > 0) trailers[line.slice(0, colon).trim().toLowerCase()] = line.slice(colon + 1).trim();
  }
  return trailers;
}

function lineAt(body: Buffer, start: number): { line: string; next: number } {
  const end = body.indexOf('\r\n', start, 'latin1');
  if (end < 0) throw incompleteBody();
  return { line: body.toString('latin1', start, end), next: end + 2 };
}

export function incompleteBody(): S3Error {
  const message = 'You did not provide the number of bytes specified by the Content-Length HTTP header';
  return new S3Error('IncompleteBody', message, 400);
}
