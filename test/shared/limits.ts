import type { RateLimiter } from '../../shared/rate-limit.ts';

const plenty = { limit: 1_000, windowSeconds: 60, remaining: 999, resetSeconds: 1 };

/** For tests that are not about rate limits. */
export const unlimited: RateLimiter = {
  tableName: 'limits',
  take: async () => ({ burst: plenty, month: { ...plenty, windowSeconds: 2_592_000 } }),
};
