import type { GatewayRequest } from './gateway-request.ts';
import { decode, type RouteMatch } from './route-table.ts';

/** What is the same for all requests of an API. */
export interface ApiIdentity {
  readonly apiId: string;
  readonly accountId: string;
  readonly region: string;
  readonly stage: string;
}

/** What an authorizer handed over for the function, if the route has one. */
export type AuthorizerContext = Readonly<Record<string, unknown>>;

/**
 * The payload format 2.0 event.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
 */
export function integrationEvent(
  api: ApiIdentity,
  request: GatewayRequest,
  match: RouteMatch,
  authorizer?: AuthorizerContext,
): Record<string, unknown> {
  return {
    version: '2.0',
    ...requestPart(request, match),
    requestContext: requestContext(api, request, match, authorizer && { authorizer: { lambda: authorizer } }),
    ...pathParametersPart(match),
    ...bodyPart(request),
  };
}

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-lambda-authorizer.html */
export function authorizerEvent(
  api: ApiIdentity,
  request: GatewayRequest,
  match: RouteMatch,
  identitySource: readonly string[],
): Record<string, unknown> {
  return {
    version: '2.0',
    type: 'REQUEST',
    routeArn: routeArn(api, request),
    identitySource,
    ...requestPart(request, match),
    requestContext: requestContext(api, request, match),
    ...pathParametersPart(match),
  };
}

export function routeArn({ region, accountId, apiId, stage }: ApiIdentity, request: GatewayRequest): string {
  return `arn:aws:execute-api:${region}:${accountId}:${apiId}/${stage}/${request.method}${decode(request.path)}`;
}

function requestPart(request: GatewayRequest, { route }: RouteMatch): Record<string, unknown> {
  const query = queryParameters(request.queryString);
  return {
    routeKey: route.routeKey,
    // Not raw at all: HTTP APIs hand the path over decoded (seen in AWS, https://github.com/honojs/hono/issues/2156).
    rawPath: decode(request.path),
    rawQueryString: request.queryString,
    ...(request.cookies.length > 0 && { cookies: request.cookies }),
    headers: request.headers,
    ...(Object.keys(query).length > 0 && { queryStringParameters: query }),
  };
}

/** Decoded; several values of one name are joined by commas. */
export function queryParameters(queryString: string): Record<string, string> {
  const values = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(queryString)) {
    const earlier = values.get(name);
    values.set(name, earlier === undefined ? value : `${earlier},${value}`);
  }
  return Object.fromEntries(values);
}

function requestContext(
  api: ApiIdentity,
  request: GatewayRequest,
  { route }: RouteMatch,
  authorizer?: { authorizer: { lambda: AuthorizerContext } },
): Record<string, unknown> {
  const domainName = (request.headers.host ?? 'localhost').replace(/:\d+$/, '');
  return {
    accountId: api.accountId,
    apiId: api.apiId,
    ...authorizer,
    domainName,
    domainPrefix: domainName.split('.')[0],
    http: {
      method: request.method,
      path: decode(request.path),
      protocol: request.protocol,
      sourceIp: request.sourceIp,
      userAgent: request.headers['user-agent'] ?? '',
    },
    requestId: request.requestId,
    routeKey: route.routeKey,
    stage: api.stage,
    time: logTime(request.receivedAt),
    timeEpoch: request.receivedAt,
  };
}

function pathParametersPart({ pathParameters }: RouteMatch): Record<string, unknown> {
  return Object.keys(pathParameters).length > 0 ? { pathParameters } : {};
}

function bodyPart({ body, headers }: GatewayRequest): Record<string, unknown> {
  if (body.length === 0) return { isBase64Encoded: false };
  const isBase64Encoded = !isText(headers['content-type'] ?? '');
  return { body: body.toString(isBase64Encoded ? 'base64' : 'utf8'), isBase64Encoded };
}

/** The types that AWS was seen to pass as text (https://github.com/ministackorg/ministack/pull/766); forms are not. */
function isText(contentType: string): boolean {
  const type = contentType.split(';')[0]?.trim().toLowerCase() ?? '';
  return type.startsWith('text/') || /^application\/(json|xml|javascript)$/.test(type);
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `12/Mar/2020:19:03:58 +0000` */
export function logTime(epochMs: number): string {
  const [year, month, day, time] = new Date(epochMs).toISOString().split(/[-T.]/);
  return `${day}/${months[Number(month) - 1]}/${year}:${time} +0000`;
}
