import type { APIGatewayProxyEventV2, Context as LambdaContext } from 'aws-lambda';
import { type Context, contextOf, type PublicContext, requirePermission, type Source } from './context.ts';
import { AppError } from './errors.ts';
import { type HttpResult, problemResult, revalidate, toResult } from './http-reply.ts';
import type { Idempotency } from './idempotency.ts';
import type { Logger } from './log.ts';
import { oauthErrorResult } from './oauth-error.ts';
import { type ParsedRequest, parseRequest } from './request.ts';
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
    if (route.isIdempotent && !kit.idempotency) throw new Error(`${name} is idempotent, but there is no store for it.`);
    byKey.set(routeKey(route), { route, handle });
  }
  return async (event: HttpEvent, lambda?: Pick<LambdaContext, 'awsRequestId'>): Promise<HttpResult> => {
    const requestId = event.requestContext.requestId || lambda?.awsRequestId || 'unknown';
    try {
      const found = byKey.get(event.routeKey);
      if (!found) throw new AppError('not_found', `There is no ${event.requestContext.http.method} ${event.rawPath}.`);
      return await answer(
        found.route,
        found.handle,
        event,
        { requestId, now: kit.now(), source: sourceOf(event) },
        kit,
      );
    } catch (error) {
      const shape = byKey.get(event.routeKey)?.route.errorShape;
      return shape === 'oauth' ? oauthErrorResult(error, requestId, kit) : problemResult(error, requestId, kit);
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
  return { ifMatch: event.headers['if-match'], headers: event.headers };
}

function sourceOf(event: HttpEvent): Source {
  const { sourceIp, userAgent } = event.requestContext.http;
  // API Gateway leaves the agent out when the client sent none.
  return { ip: sourceIp, userAgent: String(userAgent ?? '').slice(0, 256) };
}
