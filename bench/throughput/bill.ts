import { setTimeout as wait } from 'node:timers/promises';
import type { RecordedCall } from '../calls.ts';
import { callPrice, type Prices } from '../cost.ts';
import type { QuickPlatform } from './platform.ts';

/** What one of something comes to, all functions that took part and the pollers of their queues together. */
export interface Bill {
  readonly calls: number;
  readonly invocations: number;
  readonly usdPerMillion: number;
  /** Calls of one, by name. */
  readonly byCall: Readonly<Record<string, number>>;
}

/** Runs `work` and adds up what the functions of these names did meanwhile, per one of `per`. */
export async function billOf<Result>(
  { runtime, recorded }: QuickPlatform,
  prices: Prices,
  { per, functions }: { readonly per: number; readonly functions: RegExp },
  work: () => Promise<Result>,
): Promise<{ bill: Bill; result: Result }> {
  const concerned = runtime.model.functions.filter(({ name }) => functions.test(name));
  const durations = () =>
    concerned.map(({ name, memoryMb }) => ({ memoryMb, all: [...(runtime.lambda.stats()[name]?.durations ?? [])] }));
  await settled(runtime);
  const before = durations();
  recorded.length = 0;
  const result = await work();
  await settled(runtime);
  const calls = withoutIdlePolls(recorded.filter(({ functionName = '' }) => functions.test(functionName)));
  const runs = durations().map(({ memoryMb, all }, at) => ({ memoryMb, ms: all.slice(before[at]?.all.length) }));
  const gbSeconds = runs.reduce((sum, { memoryMb, ms }) => sum + (memoryMb / 1_024) * (total(ms) / 1_000), 0);
  const invocations = total(runs.map(({ ms }) => ms.length));
  const usd =
    gbSeconds * prices.lambdaGbSecond.arm64 +
    (invocations * prices.lambdaRequest + total(calls.map((call) => callPrice(prices, call)))) / 1_000_000;
  const names = calls.map(({ service, operation }) => `${service}:${operation}`);
  const byCall = Object.fromEntries(
    [...new Set(names)].map((name) => [name, names.filter((each) => each === name).length / per]),
  );
  const bill = {
    calls: calls.length / per,
    invocations: invocations / per,
    usdPerMillion: (usd / per) * 1_000_000,
    byCall,
  };
  return { bill, result };
}

/** A poller asks an empty queue all day, whatever is done; what counts for a message is the one receive that brought it. */
function withoutIdlePolls(calls: readonly RecordedCall[]): RecordedCall[] {
  const made = calls.filter(({ operation }) => operation !== 'ReceiveMessage' && operation !== 'GetQueueAttributes');
  const received = made.filter(({ operation }) => /^DeleteMessage/.test(operation));
  return [...made, ...received.map((call) => ({ ...call, operation: 'ReceiveMessage' }))];
}

function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}

/** What follows an act goes on after its caller has the answer. */
async function settled(runtime: QuickPlatform['runtime']): Promise<void> {
  for (let quiet = 0; quiet < 10; ) {
    const isBusy = Object.values(runtime.lambda.stats()).some(({ busyInstances }) => busyInstances > 0);
    quiet = isBusy ? 0 : quiet + 1;
    await wait(50);
  }
}
