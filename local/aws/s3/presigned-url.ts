import type { AwsRequest, Principal } from '../service.ts';
import { decodePath } from './address.ts';
import { accessDenied, S3Error } from './errors.ts';
import { header } from './header.ts';
import {
  algorithm,
  type Credentials,
  credentialOf,
  parseAmzDate,
  parseScope,
  requireSignature,
  sha256Hex,
  uriEncode,
} from './sigv4.ts';

/** Seven days (https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html). */
const maxExpirySeconds = 604_800;
const toleratedSkewMs = 15 * 60_000;

export function isPresigned({ query }: Pick<AwsRequest, 'query'>): boolean {
  return query.has('X-Amz-Algorithm') || query.has('X-Amz-Signature');
}

/** Verifies the signature in the query and says whose it is. */
export function presignedBy(request: AwsRequest, credentials: Credentials, now: number): Principal {
  const stated = statedIn(request.query);
  const scope = parseScope(stated.credential, scopeError);
  const credential = credentialOf(credentials, scope.accessKeyId, stated.token);
  if (!stated.date.startsWith(scope.date)) {
    throw parameterError('the date in the credential scope does not match the date of X-Amz-Date');
  }
  requireTime(stated, now);
  requireSignedHeaders(request, stated.signedHeaders);
  const toSign = [algorithm, stated.date, scope.text, sha256Hex(canonicalRequest(request, stated.signedHeaders))];
  requireSignature(stated.signature, toSign.join('\n'), scope, credential);
  return credential.principal;
}

interface Stated {
  readonly credential: string;
  readonly date: string;
  readonly expires: string;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
  readonly token?: string;
}

function statedIn(query: URLSearchParams): Stated {
  const need = (name: string): string => {
    const value = query.get(name);
    if (value) return value;
    const message =
      'Query-string authentication version 4 requires the X-Amz-Algorithm, X-Amz-Credential, X-Amz-Signature, X-Amz-Date, X-Amz-SignedHeaders, and X-Amz-Expires parameters.';
    throw parameterError(message);
  };
  if (need('X-Amz-Algorithm') !== algorithm) throw parameterError(`X-Amz-Algorithm only supports "${algorithm}"`);
  const token = query.get('X-Amz-Security-Token');
  return {
    credential: need('X-Amz-Credential'),
    date: need('X-Amz-Date'),
    expires: need('X-Amz-Expires'),
    signedHeaders: need('X-Amz-SignedHeaders').split(';'),
    signature: need('X-Amz-Signature'),
    ...(token !== null && { token }),
  };
}

function requireTime({ date, expires }: Stated, now: number): void {
  const signedAt = parseAmzDate(date);
  if (signedAt === undefined)
    throw parameterError("X-Amz-Date must be in the ISO8601 Long Format \"yyyyMMdd'T'HHmmss'Z'\"");
  if (!/^\d+$/.test(expires)) throw parameterError('X-Amz-Expires should be a number');
  if (Number(expires) > maxExpirySeconds) {
    throw parameterError(
      'X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires must be less than 604800 seconds',
    );
  }
  const serverTime = new Date(now).toISOString();
  if (signedAt > now + toleratedSkewMs) {
    throw accessDenied('Request is not valid yet', { 'X-Amz-Date': date, ServerTime: serverTime });
  }
  const end = signedAt + Number(expires) * 1000;
  if (now <= end) return;
  throw accessDenied('Request has expired', {
    'X-Amz-Expires': expires,
    Expires: new Date(end).toISOString(),
    ServerTime: serverTime,
  });
}

/** A holder of the URL may add nothing that S3 acts on. */
function requireSignedHeaders(request: AwsRequest, signed: readonly string[]): void {
  const sent = Object.keys(request.headers).filter(
    (name) => name.startsWith('x-amz-') && name !== 'x-amz-content-sha256',
  );
  const unsigned = ['host', ...sent].filter((name) => !signed.includes(name));
  if (unsigned.length === 0) return;
  const message = 'There were headers present in the request which were not signed';
  throw accessDenied(message, { HeadersNotSigned: unsigned.join(', ') });
}

function canonicalRequest(request: AwsRequest, signedHeaders: readonly string[]): string {
  const query = [...request.query]
    .filter(([name]) => name !== 'X-Amz-Signature')
    .map(([name, value]) => `${uriEncode(name)}=${uriEncode(value)}`)
    .sort();
  const headers = signedHeaders.map(
    (name) => `${name}:${(header(request.headers, name) ?? '').trim().replace(/ +/g, ' ')}\n`,
  );
  const payload = request.query.get('X-Amz-Content-Sha256') ?? header(request.headers, 'x-amz-content-sha256');
  return [
    request.method,
    decodePath(request.path).split('/').map(uriEncode).join('/'),
    query.join('&'),
    headers.join(''),
    signedHeaders.join(';'),
    payload ?? 'UNSIGNED-PAYLOAD',
  ].join('\n');
}

function parameterError(message: string): S3Error {
  return new S3Error('AuthorizationQueryParametersError', message, 400);
}

function scopeError(reason: string): S3Error {
  return parameterError(`Error parsing the X-Amz-Credential parameter; ${reason}`);
}
