import type { PublicContext } from '../../../shared/context.ts';
import { AppError } from '../../../shared/errors.ts';
import { OAuthError, type OAuthErrorCode } from '../../../shared/oauth-error.ts';
import type { AuthDeps } from '../deps.ts';
import type { TokenGrant } from '../oauth/token-grant.ts';
import { tokenReplyOf } from '../oauth/token-reply.ts';
import type { Session } from '../session/session.ts';
import { startSession } from '../session/start-session.ts';
import { hashCode } from './codes.ts';
import type { DeviceRequest } from './device.ts';
import { createDeviceStore, type DeviceStore } from './store.ts';

/**
 * Answers a device that asks whether its person has decided (RFC 8628 §3.4, §3.5). A device code gives tokens once.
 * @throws OAuthError `authorization_pending`, `slow_down`, `access_denied`, `expired_token`, `invalid_grant`
 */
export const deviceCodeGrant: TokenGrant = async ({ ctx, deps, input }) => {
  const { form, client, dpopThumbprint } = input;
  const devices = createDeviceStore(deps.dynamo, deps.table);
  const device = await devices.get(hashCode(form.device_code ?? ''));
  if (!device || !client || device.clientId !== client.id) throw refused('invalid_grant');
  if (device.expiresAt <= ctx.now) throw refused('expired_token');
  const approval = device.approval ?? (await waiting(devices, device, ctx.now));
  const session = await begin(ctx, deps, {
    ...{ ...approval, scope: device.scope, clientId: client.id, ...(dpopThumbprint && { dpopThumbprint }) },
    // The code is used up in the transaction that begins the session, so of any number of polls one gets it.
    alongside: [devices.use(device.codeHash)],
  });
  return tokenReplyOf(deps, { session, isRefreshable: client.grantTypes.includes('refresh_token') }, ctx.now);
};

async function waiting(devices: DeviceStore, device: DeviceRequest, now: number): Promise<never> {
  if (device.status === 'denied') throw refused('access_denied');
  throw refused((await devices.poll(device, now)) ? 'authorization_pending' : 'slow_down');
}

async function begin(
  ctx: PublicContext,
  deps: AuthDeps,
  input: Parameters<typeof startSession>[0]['input'],
): Promise<Session> {
  try {
    return await startSession({ ctx, deps, input });
  } catch (error) {
    if (error instanceof AppError && error.code === 'conflict') throw refused('invalid_grant');
    throw error;
  }
}

const words = {
  invalid_grant: 'The device code is unknown, used, or was given to another client.',
  expired_token: 'The device code is older than ten minutes. Ask for a new one.',
  access_denied: 'The person has sent the device away.',
  authorization_pending: 'The person has not decided yet.',
  slow_down: 'Wait five seconds longer between two polls.',
} as const satisfies Partial<Record<OAuthErrorCode, string>>;

function refused(error: keyof typeof words): OAuthError {
  return new OAuthError(error, words[error]);
}
