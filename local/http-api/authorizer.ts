import { z } from 'zod';
import type { Clock } from '../aws/service.ts';
import type { Invoker } from '../lambda/invoker.ts';
import { AuthorizerCache } from './authorizer-cache.ts';
import { callWithin } from './call-within.ts';
import type { AuthorizerDefinition } from './definition.ts';
import { type ApiIdentity, type AuthorizerContext, authorizerEvent, routeArn } from './gateway-event.ts';
import { type GatewayReply, type GatewayRequest, gatewayMessage } from './gateway-request.ts';
import { identityOf, identitySelector } from './identity-source.ts';
import { isInvokeAllowed, policySchema } from './route-policy.ts';
import type { RouteMatch } from './route-table.ts';

const contextSchema = z
  .record(z.string(), z.unknown())
  .nullish()
  .transform((context) => context ?? {});
const simpleSchema = z.object({ isAuthorized: z.boolean(), context: contextSchema });
const iamSchema = z.object({ principalId: z.string(), policyDocument: policySchema, context: contextSchema });

/** A function's answer, kept as it was given: a policy is judged anew for every route. */
interface Decision {
  readonly context: AuthorizerContext;
  readonly allows: (arn: string) => boolean;
}

export type Authorization = { context: AuthorizerContext } | { refusal: GatewayReply; error?: string };

export interface AuthorizerOptions {
  readonly definition: AuthorizerDefinition;
  readonly api: ApiIdentity;
  readonly lambda: Invoker;
  readonly clock: Clock;
  readonly executionClock: Clock;
}

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html: Timeout for Lambda authorizer response. */
const timeoutMs = 10_000;

/** A Lambda REQUEST authorizer: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-lambda-authorizer.html */
export class Authorizer {
  readonly #options: AuthorizerOptions;
  readonly #selectors: readonly ReturnType<typeof identitySelector>[];
  readonly #cache: AuthorizerCache<Decision>;

  constructor(options: AuthorizerOptions) {
    this.#options = options;
    const { id, identitySource, resultTtlSeconds } = options.definition;
    if (resultTtlSeconds > 0 && identitySource.length === 0) {
      throw new Error(`Authorizer ${id} caches results and so needs an identity source.`);
    }
    this.#selectors = identitySource.map(identitySelector);
    this.#cache = new AuthorizerCache(options.clock);
  }

  async authorize(request: GatewayRequest, match: RouteMatch): Promise<Authorization> {
    const { api, definition } = this.#options;
    const identity = identityOf(this.#selectors, request, match, api);
    if (!identity) return { refusal: gatewayMessage(401, 'Unauthorized') };
    const key = JSON.stringify(identity);
    const cached = this.#cache.get(key);
    const decision = cached ?? (await this.#ask(request, match, identity));
    if ('refusal' in decision) return decision;
    if (!cached && definition.resultTtlSeconds > 0) this.#cache.set(key, decision, definition.resultTtlSeconds);
    if (!decision.allows(routeArn(api, request))) return { refusal: gatewayMessage(403, 'Forbidden') };
    return { context: decision.context };
  }

  async #ask(
    request: GatewayRequest,
    match: RouteMatch,
    identity: readonly string[],
  ): Promise<Decision | { refusal: GatewayReply; error: string }> {
    const { api, definition, lambda, executionClock } = this.#options;
    const event = authorizerEvent(api, request, match, identity);
    const call = await callWithin(lambda, definition.functionName, event, { timeoutMs, clock: executionClock });
    if ('failure' in call) return refusalOf(call.error);
    return (
      decisionOf(call.payload, definition.simpleResponses) ?? refusalOf('The authorizer replied in an invalid format.')
    );
  }
}

/** A function that throws exactly `Unauthorized` asks for 401; everything else that goes wrong is a 500. */
function refusalOf(error: string): { refusal: GatewayReply; error: string } {
  const refusal = error === 'Unauthorized' ? gatewayMessage(401, error) : gatewayMessage(500, 'Internal Server Error');
  return { refusal, error };
}

function decisionOf(payload: unknown, isSimple: boolean): Decision | undefined {
  if (isSimple) {
    const { data } = simpleSchema.safeParse(payload);
    return data && { context: data.context, allows: () => data.isAuthorized };
  }
  const { data } = iamSchema.safeParse(payload);
  return data && { context: data.context, allows: (arn) => isInvokeAllowed(data.policyDocument, arn) };
}
