import { z } from 'zod';
import { functionErrorSchema } from './invoker.ts';

/** What a worker gets when it starts. */
export interface Start {
  readonly taskRoot: string;
  readonly handler: string;
  readonly functionArn: string;
  /** How far this runtime's clock is ahead of real time, see `SharedOffset`. */
  readonly clockOffset: SharedArrayBuffer;
}

/** One invocation, runtime to worker. `payload` is JSON text, so the handler gets exactly what a wire would carry. */
export interface Invocation {
  readonly requestId: string;
  readonly payload: string;
  readonly remainingMs: number;
  /** https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html: `_X_AMZN_TRACE_ID`. */
  readonly traceId: string;
}

/** Worker to runtime. Parsed, because the function's own code can reach the same port. */
export const fromWorkerSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready') }),
  z.object({ type: z.literal('init-failed'), error: functionErrorSchema }),
  z.object({ type: z.literal('output'), stream: z.enum(['stdout', 'stderr']), text: z.string() }),
  z.object({ type: z.literal('result'), requestId: z.string(), payload: z.string() }),
  z.object({
    type: z.literal('failure'),
    requestId: z.string(),
    error: functionErrorSchema,
    kind: z.enum(['handled', 'unhandled']),
  }),
  z.object({ type: z.literal('fatal'), error: functionErrorSchema }),
]);
export type FromWorker = z.infer<typeof fromWorkerSchema>;
