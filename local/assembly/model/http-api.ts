import type {
  AuthorizerDefinition,
  CorsDefinition,
  HttpApiDefinition,
  RouteDefinition,
} from '../../http-api/definition.ts';
import type { ResolvedStack } from '../resolve.ts';
import { api, authorizer, integration, route, stage } from '../resources/http-api.ts';
import { functionNameOf } from '../resources/lambda.ts';
import { pick, placeOf } from './pick.ts';

/** Undefined when no stack has an HTTP API. Routes and integrations may stand in other stacks than the API. */
export function readHttpApi(stacks: readonly ResolvedStack[]): HttpApiDefinition | undefined {
  const [only, second] = pick(stacks, api);
  if (second) throw new Error(`${placeOf(second)}: only one HTTP API is served locally.`);
  if (!only) return undefined;
  const cors = only.properties.CorsConfiguration;
  const throttling = readThrottling(stacks);
  return {
    id: only.ref,
    routes: readRoutes(stacks, readAuthorizers(stacks)),
    ...(cors && { cors: toCors(cors) }),
    ...(throttling && { throttling }),
  };
}

type CorsProperties = NonNullable<
  ReturnType<typeof pick<typeof api.properties>>[number]['properties']['CorsConfiguration']
>;

function toCors(cors: CorsProperties): CorsDefinition {
  return {
    allowOrigins: cors.AllowOrigins,
    allowMethods: cors.AllowMethods,
    allowHeaders: cors.AllowHeaders,
    exposeHeaders: cors.ExposeHeaders,
    allowCredentials: cors.AllowCredentials,
    ...(cors.MaxAge !== undefined && { maxAgeSeconds: cors.MaxAge }),
  };
}

function readThrottling(stacks: readonly ResolvedStack[]): HttpApiDefinition['throttling'] {
  const [first] = pick(stacks, stage);
  const { ThrottlingRateLimit: rateLimit, ThrottlingBurstLimit: burstLimit } =
    first?.properties.DefaultRouteSettings ?? {};
  if (rateLimit === undefined && burstLimit === undefined) return undefined;
  if (rateLimit === undefined || burstLimit === undefined)
    throw new Error('The stage gives one of ThrottlingRateLimit and ThrottlingBurstLimit; both are needed locally.');
  return { rateLimit, burstLimit };
}

function readRoutes(
  stacks: readonly ResolvedStack[],
  authorizers: ReadonlyMap<string, AuthorizerDefinition>,
): RouteDefinition[] {
  const integrations = new Map(pick(stacks, integration).map((each) => [`integrations/${each.ref}`, each.properties]));
  return pick(stacks, route).map((each): RouteDefinition => {
    const { Target, RouteKey, AuthorizationType, AuthorizerId } = each.properties;
    const target = integrations.get(Target);
    if (!target) throw new Error(`${placeOf(each)}: no integration is called "${Target}".`);
    const guard = AuthorizationType === 'CUSTOM' ? authorizers.get(AuthorizerId ?? '') : undefined;
    if (AuthorizationType === 'CUSTOM' && !guard)
      throw new Error(`${placeOf(each)}: there is no authorizer "${AuthorizerId}".`);
    return {
      routeKey: RouteKey,
      functionName: invokedFunction(target.IntegrationUri),
      timeoutMs: target.TimeoutInMillis,
      ...(guard && { authorizer: guard }),
    };
  });
}

function readAuthorizers(stacks: readonly ResolvedStack[]): Map<string, AuthorizerDefinition> {
  return new Map(
    pick(stacks, authorizer).map((each): [string, AuthorizerDefinition] => [
      each.ref,
      {
        id: each.ref,
        functionName: invokedFunction(each.properties.AuthorizerUri),
        identitySource: each.properties.IdentitySource,
        resultTtlSeconds: each.properties.AuthorizerResultTtlInSeconds,
        simpleResponses: each.properties.EnableSimpleResponses,
      },
    ]),
  );
}

/** A function's ARN, or API Gateway's way of calling it: `arn:aws:apigateway:…:lambda:path/2015-03-31/functions/<arn>/invocations`. */
function invokedFunction(uri: string): string {
  return functionNameOf(/\/functions\/(.+)\/invocations$/.exec(uri)?.[1] ?? uri);
}
