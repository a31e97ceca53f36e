import { type ApiIdentity, queryParameters } from './gateway-event.ts';
import type { GatewayRequest } from './gateway-request.ts';
import type { RouteMatch } from './route-table.ts';

type Selector = (request: GatewayRequest, match: RouteMatch, api: ApiIdentity) => string | undefined;

const contextVariables: Readonly<Record<string, Selector>> = {
  routeKey: (_request, match) => match.route.routeKey,
  httpMethod: (request) => request.method,
  path: (request) => request.path,
  stage: (_request, _match, api) => api.stage,
  'identity.sourceIp': (request) => request.sourceIp,
  'identity.userAgent': (request) => request.headers['user-agent'],
};

/**
 * Turns a selection expression into a function that reads it from a request.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-lambda-authorizer.html#http-api-lambda-authorizer.identity-sources
 */
export function identitySelector(expression: string): Selector {
  const [, where, name] = /^\$(request\.header|request\.querystring|context)\.(.+)$/.exec(expression) ?? [];
  if (where === 'request.header' && name) return (request) => headerOf(request, name.toLowerCase());
  if (where === 'request.querystring' && name) return (request) => queryParameters(request.queryString)[name];
  const variable = where === 'context' && name ? contextVariables[name] : undefined;
  if (!variable) throw new Error(`The identity source "${expression}" is not supported.`);
  return variable;
}

function headerOf(request: GatewayRequest, name: string): string | undefined {
  return name === 'cookie' ? request.cookies.join('; ') : request.headers[name];
}

/** The values of all sources, or undefined when one is missing or empty. */
export function identityOf(
  selectors: readonly Selector[],
  request: GatewayRequest,
  match: RouteMatch,
  api: ApiIdentity,
): string[] | undefined {
  const values = selectors.map((select) => select(request, match, api));
  const present = values.filter((value): value is string => value !== undefined && value !== '');
  return present.length === values.length ? present : undefined;
}
