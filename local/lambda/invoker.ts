import { z } from 'zod';

/** How Lambda describes a failed invocation in its reply. */
export const functionErrorSchema = z.object({
  errorType: z.string(),
  errorMessage: z.string(),
  stackTrace: z.array(z.string()).optional(),
});
export type FunctionError = z.infer<typeof functionErrorSchema>;

/** `handled`: the handler threw. `unhandled`: it never replied (init failure, timeout, crash, oversized reply). */
export type InvokeResult = { payload: unknown } | { error: FunctionError; kind: 'handled' | 'unhandled' };

export interface InvokeOptions {
  /** Stops the caller's wait, rejecting with the signal's reason; the function itself runs on, as in AWS. */
  readonly signal?: AbortSignal;
}

/** What a caller of functions needs. Rejects with `AwsError` where the Invoke API answers an HTTP error. */
export interface Invoker {
  /** `functionName` may be the function's ARN. */
  invoke(functionName: string, payload: unknown, options?: InvokeOptions): Promise<InvokeResult>;
}
