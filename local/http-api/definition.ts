/** What the templates say of the one `AWS::ApiGatewayV2::Api` (protocol HTTP) with its routes, resolved. */
export interface HttpApiDefinition {
  readonly id: string;
  readonly routes: readonly RouteDefinition[];
  readonly cors?: CorsDefinition;
  /** `DefaultRouteSettings` of the `$default` stage. */
  readonly throttling?: { readonly rateLimit: number; readonly burstLimit: number };
}

export interface RouteDefinition {
  /** `GET /v1/tasks/{id}`, `ANY /registry/{proxy+}` or `$default`. */
  readonly routeKey: string;
  readonly functionName: string;
  readonly timeoutMs: number;
  readonly authorizer?: AuthorizerDefinition;
}

/** A REQUEST authorizer with payload format 2.0 and simple responses. */
export interface AuthorizerDefinition {
  readonly id: string;
  readonly functionName: string;
  /** e.g. `$request.header.Authorization`. */
  readonly identitySource: readonly string[];
  readonly resultTtlSeconds: number;
  readonly simpleResponses: boolean;
}

export interface CorsDefinition {
  readonly allowOrigins: readonly string[];
  readonly allowMethods: readonly string[];
  readonly allowHeaders: readonly string[];
  readonly exposeHeaders: readonly string[];
  readonly allowCredentials: boolean;
  readonly maxAgeSeconds?: number;
}
