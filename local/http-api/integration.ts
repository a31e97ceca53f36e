import type { Clock } from '../aws/service.ts';
import type { Invoker } from '../lambda/invoker.ts';
import { callWithin } from './call-within.ts';
import type { RouteDefinition } from './definition.ts';
import { type GatewayReply, gatewayMessage } from './gateway-request.ts';
import { integrationReply } from './integration-reply.ts';

export interface IntegrationOutcome {
  readonly reply: GatewayReply;
  /** `$context.integrationErrorMessage` of the access log. */
  readonly error?: string;
}

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html: Maximum integration timeout. */
const longestTimeoutMs = 30_000;

const internalError = gatewayMessage(500, 'Internal Server Error');

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-troubleshooting-lambda.html */
const replies = {
  'function-error': internalError,
  'not-invoked': internalError,
  throttled: gatewayMessage(503, 'Service Unavailable'),
  timeout: gatewayMessage(503, 'Service Unavailable'),
  'too-large': gatewayMessage(413, 'Request Entity Too Large'),
} as const;

export async function callIntegration(
  lambda: Invoker,
  route: RouteDefinition,
  event: unknown,
  clock: Clock,
): Promise<IntegrationOutcome> {
  const timeoutMs = Math.min(route.timeoutMs, longestTimeoutMs);
  const call = await callWithin(lambda, route.functionName, event, { timeoutMs, clock });
  if ('failure' in call) return { reply: replies[call.failure], error: call.error };
  const reply = integrationReply(call.payload);
  if (reply) return { reply };
  return { reply: internalError, error: 'The response from the Lambda function is not in payload format 2.0.' };
}
