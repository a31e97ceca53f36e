import { z } from 'zod';
import type { VirtualClock } from '../clock/virtual-clock.ts';
import type { GatewayReply, GatewayRequest } from '../http-api/gateway-request.ts';
import { json, withBody } from './json.ts';

/** Further than any schedule, retention or expiry of the platform, and within what a Date can hold. */
const farthestSeconds = 100 * 366 * 86_400;

const Advance = z.union([
  z.strictObject({ advanceSeconds: z.number().nonnegative().max(farthestSeconds) }),
  z.strictObject({ to: z.iso.datetime({ offset: true }) }),
]);

/** `GET /_local/clock` → `{ now }`. `POST` moves it on, `{ advanceSeconds }` or `{ to }`, and answers once what fell due has begun. */
export async function onClock(request: GatewayRequest, clock: VirtualClock): Promise<GatewayReply | undefined> {
  const reply = (now: number) => json(200, { now: new Date(now).toISOString() });
  if (request.method === 'GET') return reply(clock.now());
  if (request.method !== 'POST') return undefined;
  return withBody(request, Advance, async (body) => {
    if ('advanceSeconds' in body) return reply(await clock.advance(body.advanceSeconds * 1_000));
    const to = Date.parse(body.to);
    if (to > clock.now() + farthestSeconds * 1_000) return json(422, { message: 'That is too far away.' });
    try {
      return reply(await clock.advanceTo(to));
    } catch (error) {
      if (error instanceof RangeError)
        return json(409, { message: error.message, now: new Date(clock.now()).toISOString() });
      throw error;
    }
  });
}
