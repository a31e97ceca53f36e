import type { Context } from './context.ts';
import { AppError } from './errors.ts';
import type { Logger } from './log.ts';
import type { RateLimiter } from './rate-limit.ts';
import type { Verdict } from './rate-limit-rule.ts';
import type { Route } from './route.ts';

export const rateLimiterBroken = 'RateLimiterUnavailable';

/**
 * Lets a request through and replies the headers that its reply carries. While the limiter is broken, reads pass without
 * headers and a metric makes an alarm; writes are refused.
 * @throws AppError `rate_limited` with `Retry-After`, `unavailable` for a write that cannot be counted
 */
export async function passLimits(
  kit: { readonly limits: RateLimiter; readonly log: Logger },
  ctx: Context,
  route: Pick<Route, 'method' | 'cost'>,
): Promise<Record<string, string>> {
  const verdict = await ask(kit, ctx, route);
  if (!verdict) return {};
  const headers = limitHeaders(verdict);
  if (!verdict.refusal) return headers;
  const { policy, retryAfterSeconds } = verdict.refusal;
  const what = policy === 'burst' ? 'in a minute' : 'in this month';
  throw new AppError('rate_limited', `There were more requests ${what} than ${verdict[policy].limit}.`, {
    headers: { ...headers, 'retry-after': String(retryAfterSeconds) },
  });
}

async function ask(
  { limits, log }: { limits: RateLimiter; log: Logger },
  { orgId, actor, plan, burstPerMinute, now, requestId }: Context,
  { method, cost = 1 }: Pick<Route, 'method' | 'cost'>,
): Promise<Verdict | undefined> {
  try {
    return await limits.take({
      orgId,
      principal: actor.id,
      plan,
      cost,
      now,
      ...(burstPerMinute !== undefined && { burstPerMinute }),
    });
  } catch (error) {
    log.count(rateLimiterBroken, { TableName: limits.tableName }, error, { requestId });
    if (method === 'GET') return undefined;
    const headers = { 'retry-after': '5' };
    throw new AppError('unavailable', 'Requests cannot be counted right now.', { headers, cause: error });
  }
}

/** Structured Fields (RFC 9651), as https://www.ietf.org/archive/id/draft-ietf-httpapi-ratelimit-headers-10.html has them. */
export function limitHeaders({ burst, month }: Pick<Verdict, 'burst' | 'month'>): Record<string, string> {
  const policies = [
    ['burst', burst],
    ['month', month],
  ] as const;
  return {
    'ratelimit-policy': policies
      .map(([name, { limit, windowSeconds }]) => `"${name}";q=${limit};w=${windowSeconds}`)
      .join(', '),
    ratelimit: policies
      .map(([name, { remaining, resetSeconds }]) => `"${name}";r=${remaining};t=${resetSeconds}`)
      .join(', '),
  };
}
