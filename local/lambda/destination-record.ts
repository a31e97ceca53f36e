import type { AsyncEvent } from './async-store.ts';
import type { FunctionDefinition } from './definition.ts';
import type { InvokeResult } from './invoker.ts';

export type Condition = 'Success' | 'RetriesExhausted' | 'EventAgeExceeded' | 'ZeroReservedConcurrency';

/**
 * What a destination receives.
 * https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
 */
export function destinationRecord(
  fn: FunctionDefinition,
  event: AsyncEvent,
  condition: Condition,
  now: number,
  result?: InvokeResult,
): Record<string, unknown> {
  return {
    version: '1.0',
    timestamp: new Date(now).toISOString(),
    requestContext: {
      requestId: event.requestId,
      functionArn: `${fn.arn}:$LATEST`,
      condition,
      approximateInvokeCount: event.attempts,
    },
    requestPayload: JSON.parse(event.payload),
    ...(result && responseOf(result)),
  };
}

function responseOf(result: InvokeResult): Record<string, unknown> {
  const context = { statusCode: 200, executedVersion: '$LATEST' };
  if ('payload' in result) return { responseContext: context, responsePayload: result.payload };
  const { errorType, errorMessage, stackTrace } = result.error;
  return {
    // Current runtimes report every function error as Unhandled.
    responseContext: { ...context, functionError: 'Unhandled' },
    responsePayload: { errorType, errorMessage, ...(stackTrace && { trace: stackTrace }) },
  };
}
