import * as z from 'zod';
import { bodyOf } from '../../../shared/http-event.ts';
import type { AuthWorld } from '../auth-world.ts';
import { logIn, type Person, sendForm } from '../oauth/oauth-world.ts';

export const clientId = 'odavl-cli';
const grantType = 'urn:ietf:params:oauth:grant-type:device_code';

const Codes = z.strictObject({
  device_code: z.string(),
  user_code: z.string(),
  verification_uri: z.string(),
  verification_uri_complete: z.string(),
  expires_in: z.number(),
  interval: z.number(),
});

export const start = (world: AuthWorld, form: Record<string, string> = {}) =>
  sendForm(world, 'device/code', { client_id: clientId, scope: 'openid projects:read', ...form });

export const codes = async (world: AuthWorld, form: Record<string, string> = {}) =>
  Codes.parse(bodyOf(await start(world, form)));

export const poll = (world: AuthWorld, deviceCode: string, form: Record<string, string> = {}, headers = {}) =>
  sendForm(world, 'token', { grant_type: grantType, client_id: clientId, device_code: deviceCode, ...form }, headers);

/** The `error` of RFC 6749 §5.2, or the status of what is none. */
export async function errorOf(reply: ReturnType<typeof poll>): Promise<string | number> {
  const { statusCode = 0, body = '{}' } = await reply;
  return z.object({ error: z.string() }).safeParse(JSON.parse(body)).data?.error ?? statusCode;
}

export async function verify(world: AuthWorld, person: Person, userCode: string) {
  const credential = await logIn(world, person);
  return world.ask({ routeKey: 'POST /v1/oauth/device/verify', credential, body: { userCode } });
}

export async function decide(world: AuthWorld, person: Person, userCode: string, change: object = {}) {
  const credential = await logIn(world, person);
  const body = { userCode, decision: 'allow', ...change };
  return world.ask({ routeKey: 'POST /v1/oauth/device/decide', credential, body });
}
