import { createHash } from 'node:crypto';
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { isConflict } from './dynamo-transaction.ts';
import { AppError } from './errors.ts';
import type { Logger } from './log.ts';
import { toProblem } from './problem.ts';
import { Reply, type Route } from './route.ts';

export type HttpResult = APIGatewayProxyStructuredResultV2;

export const securityHeaders = {
  'strict-transport-security': 'max-age=63072000; includeSubDomains',
  'x-content-type-options': 'nosniff',
} as const;

export function toResult(route: Route, returned: unknown, requestId: string): HttpResult {
  const { body, headers, status } =
    returned instanceof Reply ? returned : { body: returned, headers: {}, status: undefined };
  const cacheControl = route.method === 'GET' ? 'private, no-cache' : 'no-store';
  const base = { ...securityHeaders, 'cache-control': cacheControl, 'x-request-id': requestId };
  const { reply } = route;
  if ('body' in reply) {
    const text = JSON.stringify(reply.body.parse(body));
    return {
      statusCode: reply.status,
      headers: { ...base, 'content-type': 'application/json', ...headers },
      body: text,
    };
  }
  if (Buffer.isBuffer(body)) {
    return {
      statusCode: status ?? reply.status,
      headers: { ...base, ...headers },
      body: body.toString('base64'),
      isBase64Encoded: true,
    };
  }
  return {
    statusCode: status ?? reply.status,
    headers: { ...base, ...headers },
    ...(typeof body === 'string' && { body }),
  };
}

/** A strong ETag over the bytes (RFC 9110 §8.8.3) unless the verb set one; 304 when the client has them already. */
export function revalidate(result: HttpResult, ifNoneMatch: string | undefined): HttpResult {
  if (result.statusCode !== 200) return result;
  const etag =
    result.headers?.etag ??
    `"${createHash('sha256')
      .update(result.body ?? '')
      .digest('base64url')
      .slice(0, 22)}"`;
  const headers = { ...result.headers, etag };
  const known = ifNoneMatch?.split(',').map((tag) => tag.trim().replace(/^W\//, '')) ?? [];
  if (known.includes(String(etag)) || known.includes('*')) return { statusCode: 304, headers };
  return { ...result, headers };
}

const throttles = new Set([
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'ThrottlingException',
  'TransactionConflictException',
  'TransactionInProgressException',
]);

export function problemResult(
  thrown: unknown,
  requestId: string,
  kit: { readonly apiUrl: string; readonly log: Logger },
): HttpResult {
  const error = toAppError(thrown);
  if (error.status >= 500) kit.log.error('request failed', thrown, { requestId });
  return {
    statusCode: error.status,
    headers: {
      ...securityHeaders,
      'cache-control': 'no-store',
      'content-type': 'application/problem+json',
      'x-request-id': requestId,
      ...error.headers,
    },
    body: JSON.stringify(toProblem(error, requestId, kit.apiUrl)),
  };
}

function toAppError(thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown;
  if (isConflict(thrown) || (thrown instanceof Error && throttles.has(thrown.name))) {
    return new AppError('unavailable', 'The platform is briefly overloaded.', { headers: { 'retry-after': '2' } });
  }
  return new AppError('internal_error', 'Something went wrong on our side. Quote the request id when you ask us.');
}
