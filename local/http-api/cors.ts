import type { CorsDefinition } from './definition.ts';
import type { GatewayReply, GatewayRequest } from './gateway-request.ts';

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-cors.html */
export function preflightReply(cors: CorsDefinition | undefined, request: GatewayRequest): GatewayReply | undefined {
  const isPreflight = request.method === 'OPTIONS' && request.headers['access-control-request-method'] !== undefined;
  if (!cors || !isPreflight || request.headers.origin === undefined) return undefined;
  const own = originHeaders(cors, request);
  return { status: 204, headers: own ? { ...own, ...preflightHeaders(cors) } : {}, body: '' };
}

/** The gateway's own CORS headers in place of any from the function. */
export function withCors(cors: CorsDefinition | undefined, request: GatewayRequest, reply: GatewayReply): GatewayReply {
  if (!cors) return reply;
  const kept = Object.entries(reply.headers).filter(([name]) => !name.startsWith('access-control-'));
  const exposed = cors.exposeHeaders.length > 0 && { 'access-control-expose-headers': cors.exposeHeaders.join(',') };
  const own = originHeaders(cors, request);
  return { ...reply, headers: { ...Object.fromEntries(kept), ...own, ...(own && exposed) } };
}

/** Undefined for a request of no origin, or of one that is not allowed. */
function originHeaders(cors: CorsDefinition, request: GatewayRequest): Record<string, string> | undefined {
  const origin = allowedOrigin(cors, request);
  if (origin === undefined) return undefined;
  return {
    'access-control-allow-origin': origin,
    ...(cors.allowCredentials && { 'access-control-allow-credentials': 'true' }),
  };
}

function preflightHeaders(cors: CorsDefinition): Record<string, string> {
  return {
    'access-control-allow-methods': cors.allowMethods.join(','),
    ...(cors.allowHeaders.length > 0 && { 'access-control-allow-headers': cors.allowHeaders.join(',') }),
    ...(cors.maxAgeSeconds !== undefined && { 'access-control-max-age': String(cors.maxAgeSeconds) }),
  };
}

/** `*`, `https://*` and `http://*` are the only patterns; any other entry is one origin. */
function allowedOrigin(cors: CorsDefinition, request: GatewayRequest): string | undefined {
  const { origin } = request.headers;
  if (origin === undefined) return undefined;
  if (cors.allowOrigins.includes('*')) return '*';
  const isAllowed = cors.allowOrigins.some((allowed) =>
    /^https?:\/\/\*$/.test(allowed) ? origin.startsWith(allowed.slice(0, -1)) : allowed === origin,
  );
  return isAllowed ? origin : undefined;
}
