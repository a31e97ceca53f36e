import type { Context } from '../../../shared/context.ts';
import { OAuthScope } from '../client/client.ts';
import { scopeWords } from '../client/scope-words.ts';
import { requireOwnLogIn } from '../oauth/require-own-log-in.ts';
import type { SessionStore } from '../session/store.ts';
import type { ThrottleStore } from '../throttle/store.ts';
import { findDevice } from './find-device.ts';
import type { DeviceStore } from './store.ts';

/**
 * What a person must know before they let a device in (RFC 8628 §5.4): which app, for what, and where it asked from.
 * @throws AppError `forbidden`, `not_found`, `too_many_attempts`
 */
export async function showDevice(call: {
  ctx: Context;
  deps: { devices: DeviceStore; throttle: ThrottleStore; signInBurstPerIp: number; sessions: SessionStore };
  input: { userCode: string };
}) {
  await requireOwnLogIn(call.ctx, call.deps);
  const device = await findDevice(call);
  const { clientId, clientName, clientOrgId, ip, userAgent, createdAt } = device;
  return {
    client: { id: clientId, name: clientName },
    scopes: device.scope.split(' ').map((scope) => ({ scope, allows: wordsFor(scope) })),
    requestedFrom: { ip, userAgent, at: createdAt },
    ...(clientOrgId && { organizationId: clientOrgId }),
    expiresAt: new Date(device.expiresAt).toISOString(),
  };
}

function wordsFor(scope: string): string {
  const known = OAuthScope.safeParse(scope).data;
  return known ? scopeWords[known] : scope;
}
