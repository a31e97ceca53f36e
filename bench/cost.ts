import * as z from 'zod';
import type { RecordedCall } from './calls.ts';
import type { RequestFigures } from './requests.ts';

export const Prices = z.object({
  httpApiRequest: z.number(),
  lambdaRequest: z.number(),
  lambdaGbSecond: z.object({ arm64: z.number(), x86_64: z.number() }),
  call: z.record(z.string(), z.number()),
});
export type Prices = z.infer<typeof Prices>;

/** Has native parts, so it runs on x86; all others run on arm64. */
const onX86 = 'guardian-runner/on-guardian-test';

/** USD for a million such requests: gateway, the time that the function ran warm on this machine, and its AWS calls. */
export function costPerMillion(prices: Prices, request: RequestFigures, memoryMb: number): number {
  const callCost = request.calls.reduce((sum, call) => sum + callPrice(prices, call), 0);
  const price = prices.lambdaGbSecond[request.functionName === onX86 ? 'x86_64' : 'arm64'];
  const compute = (request.billedMs / 1_000) * (memoryMb / 1_024) * price * 1_000_000;
  const gateway = request.kind === 'job' ? 0 : prices.httpApiRequest;
  return gateway + prices.lambdaRequest + compute + callCost;
}

/** USD for a million such calls. A transaction costs per item, and a write in it twice as much as outside. */
export function callPrice(prices: Prices, { service, operation, items }: RecordedCall): number {
  const name = `${service}:${operation}`;
  const price = prices.call[name];
  if (price === undefined) throw new Error(`bench/prices.json has no price of ${name}.`);
  return operation.startsWith('Transact') ? price * items : price;
}
