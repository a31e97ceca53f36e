import { AwsError } from '../aws/service.ts';
import type { FunctionError } from './invoker.ts';

/** https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html: 6 MB synchronous, 1 MB asynchronous. */
const requestLimits = { RequestResponse: 6 * 1024 * 1024, Event: 1024 * 1024 } as const;
/** Replies may be 100 bytes longer than requests: Lambda's own message says 6291556. */
const replyLimit = requestLimits.RequestResponse + 100;

export function assertRequestSize(payload: string, invocationType: keyof typeof requestLimits): void {
  const bytes = Buffer.byteLength(payload);
  const limit = requestLimits[invocationType];
  if (bytes <= limit) return;
  const message = `${bytes} byte payload is too large for the ${invocationType} invocation type (limit ${limit} bytes)`;
  throw new AwsError('RequestTooLargeException', message, 413, { Type: 'User' });
}

export function replySizeError(payload: string): FunctionError | undefined {
  if (Buffer.byteLength(payload) <= replyLimit) return undefined;
  return {
    errorType: 'Function.ResponseSizeTooLarge',
    errorMessage: `Response payload size exceeded maximum allowed payload size (${replyLimit} bytes).`,
  };
}
