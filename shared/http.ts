import type { APIGatewayProxyEventV2, Context as LambdaContext } from 'aws-lambda';
import { type Context, contextOf, type PublicContext, requirePermission, type Source } from './context.ts';
import { AppError } from './errors.ts';
import { type HttpResult, problemResult, revalidate, toResult } from './http-reply.ts';
import type { Idempotency } from './idempotency.ts';
import type { Logger } from './log.ts';
import { oauthErrorResult } from './oauth-error.ts';
import type { RateLimiter } from './rate-limit.ts';
import { passLimits } from './rate-limit-gate.ts';
import { bodyBytes, type ParsedRequest, parseRequest } from './request.ts';
import { type Contract, type Handlers, type RequestInfo, type Route, routeKey } from './route.ts';

type HttpEvent = APIGatewayProxyEventV2 & { requestContext: { authorizer?: { lambda?: unknown } } };
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
  /** Needed when a route of the contract is protected. */
  readonly limits?: RateLimiter;
}

interface Served {
  readonly route: Route;
  readonly handle: AnyHandler;
}

/**
 * The one HTTP Lambda of a service. API Gateway has chosen the route; this does, in order: shape, who, may they, how often,
 * then the verb (does it exist, act), and sends the reply through its schema, so that no field leaves that the contract does
 * not name.
 */
export function httpHandler<C extends Contract>(contract: C, handlers: Handlers<C>, kit: HttpKit) {
  const byKey = new Map<string, Served>();
  for (const [name, route] of Object.entries(contract)) {
    // The mapped type of `handlers` has proved the pairing; a Map cannot carry it.
    const handle = (handlers as Readonly<Record<string, AnyHandler>>)[name];
    if (!handle) throw new Error(`No handler for the route ${name}.`);
    if (route.isIdempotent && !kit.idempotency) throw new Error(`${name} is idempotent, but there is no store for it.`);
    if (route.access !== 'public' && !kit.limits) throw new Error(`${name} is protected, but there is no rate limit.`);
    byKey.set(routeKey(route), { route, handle });
  }
  return async (event: HttpEvent, lambda?: Pick<LambdaContext, 'awsRequestId'>): Promise<HttpResult> => {
    const requestId = event.requestContext.requestId || lambda?.awsRequestId || 'unknown';
    const served = byKey.get(event.routeKey);
    if (served) return answer(served, event, { requestId, now: kit.now(), source: sourceOf(event) }, kit);
    const what = `${event.requestContext.http.method} ${event.rawPath}`;
    return problemResult(new AppError('not_found', `There is no ${what}.`), requestId, kit);
  };
}

async function answer(served: Served, event: HttpEvent, base: PublicContext, kit: HttpKit): Promise<HttpResult> {
  const { route } = served;
  const failed = (error: unknown) =>
    route.errorShape === 'oauth'
      ? oauthErrorResult(error, base.requestId, kit)
      : problemResult(error, base.requestId, kit);
  try {
    const parsed = parseRequest(route, event);
    const ctx = authorize(route, event, base);
    const limits =
      'orgId' in ctx && kit.limits ? await passLimits({ limits: kit.limits, log: kit.log }, ctx, route) : {};
    const result = await act(served, event, ctx, parsed, kit).catch(failed);
    // Last, so that a replayed reply says what is left now, and not what was left then.
    return { ...result, headers: { ...result.headers, ...limits } };
  } catch (error) {
    return failed(error);
  }
}

async function act(
  { route, handle }: Served,
  event: HttpEvent,
  ctx: Context | PublicContext,
  parsed: ParsedRequest,
  kit: HttpKit,
): Promise<HttpResult> {
  const run = async () => toResult(route, await handle({ ctx, ...parsed, request: requestInfo(event) }), ctx.requestId);
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
  const { headers, rawQueryString: rawQuery } = event;
  return { ifMatch: headers['if-match'], headers, rawQuery, rawBody: () => bodyBytes(event) };
}

function sourceOf(event: HttpEvent): Source {
  const { sourceIp, userAgent } = event.requestContext.http;
  // API Gateway leaves the agent out when the client sent none.
  return { ip: sourceIp, userAgent: String(userAgent ?? '').slice(0, 256) };
}
