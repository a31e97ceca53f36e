import type { PublicContext } from '../../../shared/context.ts';
import { tally, tooManyAttempts } from './count-attempt.ts';
import { networkOf, oneClient } from './network.ts';
import { type ThrottleStore, throttleKey } from './store.ts';
import { type NetworkLimit, networkLimit } from './throttle.ts';

/**
 * Counts a request against the network address that it comes from.
 * @throws AppError `too_many_attempts` beyond its limit, `unavailable` when it cannot be counted
 */
export async function holdNetwork(call: {
  ctx: PublicContext;
  deps: { throttle: ThrottleStore; signInBurstPerIp: number };
  input: { limit: NetworkLimit };
}): Promise<void> {
  const { ctx, deps, input } = call;
  const key = throttleKey(`${input.limit}-network`, networkOf(ctx.source.ip, oneClient));
  const limit = networkLimit(input.limit, deps.signInBurstPerIp);
  const { isOver, until } = await tally({ ctx, deps, input: { key, limit } });
  if (isOver) throw tooManyAttempts(until, ctx.now);
}
