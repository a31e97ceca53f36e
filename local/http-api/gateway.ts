import { type Clock, systemClock } from '../aws/service.ts';
import type { Invoker } from '../lambda/invoker.ts';
import { Authorizer } from './authorizer.ts';
import { preflightReply, withCors } from './cors.ts';
import type { HttpApiDefinition, RouteDefinition } from './definition.ts';
import { type ApiIdentity, integrationEvent } from './gateway-event.ts';
import { type GatewayReply, type GatewayRequest, gatewayMessage } from './gateway-request.ts';
import { callIntegration } from './integration.ts';
import { type RouteMatch, RouteTable } from './route-table.ts';
import { TokenBucket } from './token-bucket.ts';

export interface GatewayOptions {
  readonly definition: HttpApiDefinition;
  readonly lambda: Invoker;
  readonly clock: Clock;
  /** What timeouts are measured with; real time unless a test says otherwise. */
  readonly executionClock?: Clock;
  readonly accountId: string;
  readonly region: string;
  readonly stage: '$default';
  /** Answers a request in place of the API, e.g. the runtime's own pages; undefined passes it on. */
  readonly intercept?: (request: GatewayRequest) => GatewayReply | undefined | Promise<GatewayReply | undefined>;
}

export interface Handled {
  readonly reply: GatewayReply;
  readonly routeKey?: string;
  readonly authorizerError?: string;
  readonly integrationError?: string;
}

/** What an HTTP API does with one request, apart from the sockets. */
export class Gateway {
  readonly #options: GatewayOptions;
  readonly #api: ApiIdentity;
  readonly #executionClock: Clock;
  readonly #routes: RouteTable;
  readonly #bucket: TokenBucket | undefined;
  readonly #authorizers: ReadonlyMap<string, Authorizer>;

  constructor(options: GatewayOptions) {
    const { definition, clock, accountId, region, stage } = options;
    this.#options = options;
    this.#executionClock = options.executionClock ?? systemClock;
    this.#api = { apiId: definition.id, accountId, region, stage };
    this.#routes = new RouteTable(definition.routes);
    this.#bucket = definition.throttling && new TokenBucket(definition.throttling, clock);
    this.#authorizers = this.#createAuthorizers(definition.routes);
  }

  async handle(request: GatewayRequest): Promise<Handled> {
    const intercepted = await this.#options.intercept?.(request);
    if (intercepted) return { reply: intercepted };
    const { cors } = this.#options.definition;
    const preflight = preflightReply(cors, request);
    if (preflight) return { reply: preflight };
    const handled = await this.#route(request);
    return { ...handled, reply: withCors(cors, request, handled.reply) };
  }

  async #route(request: GatewayRequest): Promise<Handled> {
    const match = this.#routes.match(request.method, request.path);
    if (!match) return { reply: gatewayMessage(404, 'Not Found') };
    const { routeKey } = match.route;
    if (this.#bucket && !this.#bucket.take()) return { routeKey, reply: gatewayMessage(429, 'Too Many Requests') };
    return { routeKey, ...(await this.#authorized(request, match)) };
  }

  async #authorized(request: GatewayRequest, match: RouteMatch): Promise<Handled> {
    const authorizer = match.route.authorizer && this.#authorizers.get(match.route.authorizer.id);
    const authorization = await authorizer?.authorize(request, match);
    if (authorization && 'refusal' in authorization) {
      return { reply: authorization.refusal, ...(authorization.error && { authorizerError: authorization.error }) };
    }
    const event = integrationEvent(this.#api, request, match, authorization?.context);
    const { reply, error } = await callIntegration(this.#options.lambda, match.route, event, this.#executionClock);
    return { reply, ...(error && { integrationError: error }) };
  }

  #createAuthorizers(routes: readonly RouteDefinition[]): Map<string, Authorizer> {
    const { lambda, clock } = this.#options;
    const executionClock = this.#executionClock;
    const definitions = routes.flatMap((route) => (route.authorizer ? [route.authorizer] : []));
    const unique = new Map(definitions.map((definition) => [definition.id, definition]));
    const create = (definition: (typeof definitions)[number]) =>
      new Authorizer({ definition, api: this.#api, lambda, clock, executionClock });
    return new Map([...unique].map(([id, definition]) => [id, create(definition)]));
  }
}
