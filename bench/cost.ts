import * as z from 'zod';
import type { RequestFigures } from './requests.ts';

export const Prices = z.object({
  httpApiRequest: z.number(),
  lambdaRequest: z.number(),
  lambdaGbSecond: z.object({ arm64: z.number(), x86_64: z.number() }),
  call: z.record(z.string(), z.number()),
});
type Prices = z.infer<typeof Prices>;

/** Has native parts, so it runs on x86; all others run on arm64. */
const onX86 = 'guardian-runner/on-guardian-test';

/** USD for a million such requests: gateway, the time that the function ran warm on this machine, and its AWS calls. */
export function costPerMillion(prices: Prices, request: RequestFigures, memoryMb: number): number {
  const callCost = request.calls.reduce((sum, call) => {
    const price = prices.call[call];
    if (price === undefined) throw new Error(`bench/prices.json has no price of ${call}.`);
    return sum + price;
  }, 0);
  const price = prices.lambdaGbSecond[request.functionName === onX86 ? 'x86_64' : 'arm64'];
  const compute = (request.billedMs / 1_000) * (memoryMb / 1_024) * price * 1_000_000;
  const gateway = request.kind === 'job' ? 0 : prices.httpApiRequest;
  return gateway + prices.lambdaRequest + compute + callCost;
}
