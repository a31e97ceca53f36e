import type { IncomingHttpHeaders } from 'node:http';

/** What a request says of who signed it, and for which service. The signature itself is S3's matter (presigned URLs). */
export interface Signer {
  readonly accessKeyId: string;
  readonly service: string;
}

interface Unnamed {
  readonly method: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/**
 * Signature version 4 names the key and the service in a credential scope, `key/date/region/service/aws4_request`: in the
 * Authorization header, in the query of a presigned URL, or in a field of a browser's POST form
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/create-signed-request.html,
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-authentication-HTTPPOST.html).
 */
export function signerOf(request: Unnamed): Signer | undefined {
  const header = request.headers.authorization;
  if (header !== undefined) return fromScope(/^AWS4-HMAC-SHA256\s+Credential=([^,\s]+)/.exec(header)?.[1]);
  const query = request.query.get('X-Amz-Credential');
  if (query !== null) return fromScope(query);
  return isForm(request) ? fromScope(formField(request.body, 'x-amz-credential')) : undefined;
}

/** The one thing that S3 answers to nobody: which origins may ask (https://docs.aws.amazon.com/AmazonS3/latest/userguide/cors.html). */
export function isPreflight(request: Unnamed): boolean {
  return request.method === 'OPTIONS' && request.headers.origin !== undefined;
}

function isForm({ method, headers }: Unnamed): boolean {
  return method === 'POST' && /^multipart\/form-data\b/i.test(headers['content-type'] ?? '');
}

function fromScope(scope: string | undefined): Signer | undefined {
  const parts = scope?.split('/') ?? [];
  const [terminator, service, , , ...key] = parts.reverse();
  if (terminator !== 'aws4_request' || !service || key.length === 0) return undefined;
  return { accessKeyId: key.reverse().join('/'), service };
}

/** The fields stand before the file in a POST form, and are short: the head of the body is enough. */
function formField(body: Buffer, name: string): string | undefined {
  const head = body.toString('latin1', 0, 64 * 1024);
  return new RegExp(`name="${name}"[^\\r\\n]*\\r\\n(?:[^\\r\\n]+\\r\\n)*\\r\\n([^\\r\\n]*)`, 'i').exec(head)?.[1];
}
