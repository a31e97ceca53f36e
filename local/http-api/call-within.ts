import { AwsError, type Clock } from '../aws/service.ts';
import type { Invoker } from '../lambda/invoker.ts';

export type Call =
  | { payload: unknown }
  | { failure: 'function-error' | 'timeout' | 'throttled' | 'too-large' | 'not-invoked'; error: string };

class Timeout extends Error {}

/** Invokes a function, but waits no longer than the gateway would; the function itself runs on. */
export async function callWithin(
  lambda: Invoker,
  functionName: string,
  event: unknown,
  { timeoutMs, clock }: { timeoutMs: number; clock: Clock },
): Promise<Call> {
  const controller = new AbortController();
  const cancel = clock.schedule(timeoutMs, () => controller.abort(new Timeout(`No reply within ${timeoutMs} ms.`)));
  try {
    const result = await lambda.invoke(functionName, event, { signal: controller.signal });
    return 'payload' in result ? result : { failure: 'function-error', error: result.error.errorMessage };
  } catch (error) {
    return failureOf(error);
  } finally {
    cancel();
  }
}

function failureOf(error: unknown): Call {
  if (error instanceof Timeout) return { failure: 'timeout', error: error.message };
  if (!(error instanceof AwsError)) throw error;
  const text = `${error.code}: ${error.message}`;
  if (error.code === 'TooManyRequestsException') return { failure: 'throttled', error: text };
  if (error.code === 'RequestTooLargeException') return { failure: 'too-large', error: text };
  return { failure: 'not-invoked', error: text };
}
