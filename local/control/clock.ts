import { z } from 'zod';
import { advancePatiently, type IsAtRest } from '../clock/patience.ts';
import type { VirtualClock } from '../clock/virtual-clock.ts';
import type { GatewayReply, GatewayRequest } from '../http-api/gateway-request.ts';
import { json, withBody } from './json.ts';

/** Further than any schedule, retention or expiry of the platform, and within what a Date can hold. */
const farthestSeconds = 100 * 366 * 86_400;

const Advance = z.union([
  z.strictObject({ advanceSeconds: z.number().nonnegative().max(farthestSeconds) }),
  z.strictObject({ to: z.iso.datetime({ offset: true }) }),
]);

/**
 * `GET /_local/clock` → `{ now }`. `POST` moves it on, `{ advanceSeconds }` or `{ to }`, and answers once what fell due on the way is
 * done, or has taken a minute.
 */
export async function onClock(
  request: GatewayRequest,
  clock: VirtualClock,
  isAtRest: IsAtRest,
): Promise<GatewayReply | undefined> {
  const reply = (now: number) => json(200, { now: new Date(now).toISOString() });
  if (request.method === 'GET') return reply(clock.now());
  if (request.method !== 'POST') return undefined;
  return withBody(request, Advance, async (body) => {
    const to = 'to' in body ? Date.parse(body.to) : clock.now() + body.advanceSeconds * 1_000;
    if (to > clock.now() + farthestSeconds * 1_000) return json(422, { message: 'That is too far away.' });
    try {
      return reply(await advancePatiently(clock, to, isAtRest));
    } catch (error) {
      if (error instanceof RangeError)
        return json(409, { message: error.message, now: new Date(clock.now()).toISOString() });
      throw error;
    }
  });
}
