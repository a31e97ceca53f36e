import type { Context } from '../../../shared/context.ts';
import { AppError } from '../../../shared/errors.ts';
import { type Attempt, tally, tooManyAttempts } from '../throttle/count-attempt.ts';
import { networkOf, oneClient } from '../throttle/network.ts';
import { type ThrottleStore, throttleKey } from '../throttle/store.ts';
import { hashCode, parseUserCode } from './codes.ts';
import { type DeviceRequest, guessLimit, networkGuessLimit } from './device.ts';
import type { DeviceStore } from './store.ts';

type Call = {
  ctx: Context;
  deps: { devices: DeviceStore; throttle: ThrottleStore; signInBurstPerIp: number };
  input: { userCode: string };
};

/**
 * The device that waits under this code. Whoever types five wrong ones waits a quarter of an hour, by person and by address
 * (RFC 8628 §5.1).
 * @throws AppError `not_found` for a code that is unknown, used or expired, without telling which; `too_many_attempts`
 */
export async function findDevice(call: Call): Promise<DeviceRequest> {
  const { ctx, deps, input } = call;
  const attempts = await countAttempts(call);
  const over = attempts.find(({ isOver }) => isOver);
  if (over) throw tooManyAttempts(over.until, ctx.now);
  const code = parseUserCode(input.userCode);
  const device = code === undefined ? undefined : await deps.devices.findByUserCode(hashCode(code));
  if (device?.status === 'pending' && device.expiresAt > ctx.now) {
    await Promise.all(attempts.map(({ key }) => deps.throttle.giveBack(key)));
    return device;
  }
  const last = attempts.filter(({ isLast }) => isLast);
  await Promise.all(last.map(({ key }) => deps.throttle.lock(key, ctx.now + guessLimit.windowMs)));
  throw new AppError('not_found', 'This code is mistyped, used, or older than ten minutes. Start again on the device.');
}

/** Before anything is looked up, so that guesses made at the same moment are counted, too. */
function countAttempts({ ctx, deps }: Call): Promise<Attempt[]> {
  const own = { key: throttleKey('device-code', ctx.actor.id), limit: guessLimit };
  const network = {
    key: throttleKey('device-code-network', networkOf(ctx.source.ip, oneClient)),
    limit: networkGuessLimit(deps.signInBurstPerIp),
  };
  return Promise.all([own, network].map((input) => tally({ ctx, deps, input })));
}
