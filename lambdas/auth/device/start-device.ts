import type { PublicContext } from '../../../shared/context.ts';
import { OAuthError } from '../../../shared/oauth-error.ts';
import { authenticateClient } from '../client/authenticate-client.ts';
import { requestedScope } from '../client/requested-scope.ts';
import type { AuthDeps } from '../deps.ts';
import { hashCode, newDeviceCode, newUserCode } from './codes.ts';
import { deviceCodeSeconds, pollSeconds } from './device.ts';
import type { DeviceStore } from './store.ts';

/** RFC 8628 §3.2. */
export interface DeviceCodes {
  readonly device_code: string;
  readonly user_code: string;
  readonly verification_uri: string;
  readonly verification_uri_complete: string;
  readonly expires_in: number;
  readonly interval: number;
}

/**
 * Gives a device the code to poll with, and the one that its person types.
 * @throws OAuthError `invalid_client`, `unauthorized_client`, `invalid_scope`
 */
export async function startDevice(call: {
  ctx: PublicContext;
  deps: AuthDeps & { devices: DeviceStore };
  input: { form: Readonly<Record<string, string>>; authorization: string | undefined };
}): Promise<DeviceCodes> {
  const { ctx, deps, input } = call;
  const client = await authenticateClient({ ctx, deps, input });
  if (!client.grantTypes.includes('urn:ietf:params:oauth:grant-type:device_code')) {
    throw new OAuthError('unauthorized_client', 'This client is not registered for the device flow.');
  }
  const scope = requestedScope(client, input.form.scope);
  const [deviceCode, userCode] = [newDeviceCode(), newUserCode()];
  await deps.devices.create({
    ...{ codeHash: hashCode(deviceCode), userCodeHash: hashCode(userCode), scope, status: 'pending' },
    ...{ clientId: client.id, clientName: client.name, ...(client.orgId && { clientOrgId: client.orgId }) },
    ...{ intervalSeconds: pollSeconds, ip: ctx.source.ip, userAgent: ctx.source.userAgent },
    ...{ createdAt: new Date(ctx.now).toISOString(), expiresAt: ctx.now + deviceCodeSeconds * 1_000 },
  });
  const page = `${deps.apiUrl}/device`;
  return {
    ...{ device_code: deviceCode, user_code: userCode, verification_uri: page },
    ...{ verification_uri_complete: `${page}?user_code=${userCode}` },
    ...{ expires_in: deviceCodeSeconds, interval: pollSeconds },
  };
}
