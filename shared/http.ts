import { createHash } from 'node:crypto';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Context as LambdaContext } from 'aws-lambda';
import { type Context, contextOf, type PublicContext, requirePermission } from './context.ts';
import { AppError } from './errors.ts';
import type { Idempotency } from './idempotency.ts';
import type { Logger } from './log.ts';
import { toProblem } from './problem.ts';
import { type ParsedRequest, parseRequest } from './request.ts';
import { type Contract, type Handlers, Reply, type RequestInfo, type Route, routeKey } from './route.ts';

type HttpEvent = APIGatewayProxyEventV2 & { requestContext: { authorizer?: { lambda?: unknown } } };
type HttpResult = APIGatewayProxyStructuredResultV2;
type AnyHandler = (call: {
  ctx: Context | PublicContext;
  params: unknown;
  query: unknown;
  body: unknown;
  request: RequestInfo;
}) => Promise<unknown>;

export interface HttpKit {
  readonly apiUrl: string;
  readonly log: Logger;
  readonly now: () => number;
  /** Needed when a route of the contract is idempotent. */
  readonly idempotency?: Idempotency;
}

/**
 * The one HTTP Lambda of a service. API Gateway has chosen the route; this does, in order: shape, who, may they, then the
 * verb (does it exist, act), and sends the reply through its schema, so that no field leaves that the contract does not name.
 */
export function httpHandler<C extends Contract>(contract: C, handlers: Handlers<C>, kit: HttpKit) {
  const byKey = new Map<string, { route: Route; handle: AnyHandler }>();
  for (const [name, route] of Object.entries(contract)) {
    // The mapped type of `handlers` has proved the pairing; a Map cannot carry it.
    const handle = (handlers as Readonly<Record<string, AnyHandler>>)[name];
    if (!handle) throw new Error(`No handler for the route ${name}.`);
    byKey.set(routeKey(route), { route, handle });
  }
  return async (event: HttpEvent, lambda?: Pick<LambdaContext, 'awsRequestId'>): Promise<HttpResult> => {
    const requestId = event.requestContext.requestId || lambda?.awsRequestId || 'unknown';
    try {
      const found = byKey.get(event.routeKey);
      if (!found) throw new AppError('not_found', `There is no ${event.requestContext.http.method} ${event.rawPath}.`);
      return await answer(found.route, found.handle, event, { requestId, now: kit.now() }, kit);
    } catch (error) {
      return problemResult(error, requestId, kit);
    }
  };
}

async function answer(route: Route, handle: AnyHandler, event: HttpEvent, base: PublicContext, kit: HttpKit) {
  const parsed = parseRequest(route, event);
  const ctx = authorize(route, event, base);
  const run = async () =>
    toResult(route, await handle({ ctx, ...parsed, request: requestInfo(event) }), base.requestId);
  const result = route.isIdempotent ? await once(route, event, ctx, parsed, run, kit) : await run();
  return route.method === 'GET' ? revalidate(result, event.headers['if-none-match']) : result;
}

function authorize(route: Route, event: HttpEvent, base: PublicContext): Context | PublicContext {
  if (route.access === 'public') return base;
  const ctx = contextOf(event.requestContext.authorizer?.lambda, base);
  if (route.access !== 'authenticated') requirePermission(ctx, route.access);
  return ctx;
}

function once(
  route: Route,
  event: HttpEvent,
  ctx: Context | PublicContext,
  parsed: ParsedRequest,
  run: () => Promise<HttpResult>,
  kit: HttpKit,
): Promise<HttpResult> {
  const key = event.headers['idempotency-key'];
  if (key === undefined) return run();
  if (!kit.idempotency) throw new Error(`${routeKey(route)} is idempotent, but its service has no idempotency store.`);
  const scope = 'orgId' in ctx ? ctx.orgId : 'public';
  return kit.idempotency.once({ scope, operation: routeKey(route), key, request: parsed, now: ctx.now }, run);
}

function requestInfo(event: HttpEvent): RequestInfo {
  return {
    sourceIp: event.requestContext.http.sourceIp,
    userAgent: event.requestContext.http.userAgent.slice(0, 256),
    ifMatch: event.headers['if-match'],
  };
}

const securityHeaders = {
  'strict-transport-security': 'max-age=63072000; includeSubDomains',
  'x-content-type-options': 'nosniff',
} as const;

function toResult(route: Route, returned: unknown, requestId: string): HttpResult {
  const { body, headers } = returned instanceof Reply ? returned : { body: returned, headers: {} };
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
      statusCode: reply.status,
      headers: { ...base, ...headers },
      body: body.toString('base64'),
      isBase64Encoded: true,
    };
  }
  return { statusCode: reply.status, headers: { ...base, ...headers }, ...(typeof body === 'string' && { body }) };
}

/** A strong ETag over the bytes (RFC 9110 §8.8.3) unless the verb set one; 304 when the client has them already. */
function revalidate(result: HttpResult, ifNoneMatch: string | undefined): HttpResult {
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
  'TransactionInProgressException',
]);

export function problemResult(thrown: unknown, requestId: string, kit: Pick<HttpKit, 'apiUrl' | 'log'>): HttpResult {
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
  if (thrown instanceof Error && throttles.has(thrown.name)) {
    return new AppError('unavailable', 'The platform is briefly overloaded.', { headers: { 'retry-after': '2' } });
  }
  return new AppError('internal_error', 'Something went wrong on our side. Quote the request id when you ask us.');
}
