import { expect, test } from 'vitest';
import { createLogger } from '../../shared/log.ts';
import type { RateLimiter } from '../../shared/rate-limit.ts';
import { limitHeaders, passLimits } from '../../shared/rate-limit-gate.ts';
import { makeContext } from './make-context.ts';
import { parseStructuredList } from './structured-list.ts';

const standing = {
  burst: { limit: 60, windowSeconds: 60, remaining: 0, resetSeconds: 1 },
  month: { limit: 100_000, windowSeconds: 2_592_000, remaining: 99_001, resetSeconds: 734_400 },
};

test('the fields are lists of strings with the parameters of the draft', () => {
  const headers = limitHeaders(standing);
  expect(parseStructuredList(headers['ratelimit-policy'] ?? '')).toEqual([
    { value: 'burst', parameters: { q: 60, w: 60 } },
    { value: 'month', parameters: { q: 100_000, w: 2_592_000 } },
  ]);
  expect(parseStructuredList(headers.ratelimit ?? '')).toEqual([
    { value: 'burst', parameters: { r: 0, t: 1 } },
    { value: 'month', parameters: { r: 99_001, t: 734_400 } },
  ]);
});

test.each([
  'burst;q=1',
  '"burst";q=1.5',
  '"burst";Q=1',
  '"burst"; q=1',
  '"burst";q=1,',
  '"burst";q=1,"month";q=1',
  '"burst";q=1;q=2',
  '',
])('a field such as %j would not pass', (text) => {
  expect(() => parseStructuredList(text)).toThrow();
});

test('what a limiter gets is what the authorizer said, and the cost of the route', async () => {
  const asked: unknown[] = [];
  const limits: RateLimiter = {
    tableName: 'limits',
    take: async (taker) => {
      asked.push(taker);
      return standing;
    },
  };
  const log = createLogger({}, () => undefined);
  const ctx = makeContext({ actor: { type: 'api-key', id: 'key_1' }, plan: 'pro', burstPerMinute: 7 });
  await passLimits({ limits, log }, ctx, { method: 'POST', cost: 20 });
  await passLimits({ limits, log }, makeContext({ orgId: 'org_1', actor: { type: 'user', id: 'usr_1' } }), {
    method: 'GET',
  });
  expect(asked).toEqual([
    { orgId: ctx.orgId, principal: 'key_1', plan: 'pro', burstPerMinute: 7, cost: 20, now: ctx.now },
    { orgId: 'org_1', principal: 'usr_1', plan: 'free', cost: 1, now: ctx.now },
  ]);
});

// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
test('a broken limiter is one line that CloudWatch counts', async () => {
  const lines: string[] = [];
  const broken: RateLimiter = { tableName: 'limits', take: () => Promise.reject(new Error('no table')) };
  const log = createLogger({ service: 'things' }, (line) => lines.push(line));
  expect(await passLimits({ limits: broken, log }, makeContext(), { method: 'GET' })).toEqual({});
  expect(lines.map((line) => JSON.parse(line))).toEqual([
    expect.objectContaining({
      level: 'ERROR',
      service: 'things',
      requestId: 'request-1',
      error: expect.objectContaining({ message: 'no table' }),
      TableName: 'limits',
      RateLimiterUnavailable: 1,
      _aws: {
        Timestamp: expect.any(Number),
        CloudWatchMetrics: [
          {
            Namespace: 'OdavlCloud',
            Dimensions: [['TableName']],
            Metrics: [{ Name: 'RateLimiterUnavailable', Unit: 'Count' }],
          },
        ],
      },
    }),
  ]);
});
