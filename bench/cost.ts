import * as z from 'zod';
import type { FunctionFigures } from './functions.ts';

export const Prices = z.object({
  httpApiRequest: z.number(),
  lambdaRequest: z.number(),
  lambdaGbSecond: z.object({ arm64: z.number(), x86_64: z.number() }),
  call: z.record(z.string(), z.number()),
});
type Prices = z.infer<typeof Prices>;

/** USD for a million such requests: gateway, one invocation at its warm duration, and the AWS calls that it makes. */
export function costPerMillion(prices: Prices, calls: readonly string[], fn: FunctionFigures | undefined): number {
  const callCost = calls.reduce((sum, call) => {
    const price = prices.call[call];
    if (price === undefined) throw new Error(`bench/prices.json has no price of ${call}.`);
    return sum + price;
  }, 0);
  const seconds = (fn?.warmMs ?? 0) / 1_000;
  const compute = seconds * ((fn?.memoryMb ?? 0) / 1_024) * prices.lambdaGbSecond.arm64 * 1_000_000;
  return prices.httpApiRequest + prices.lambdaRequest + compute + callCost;
}
