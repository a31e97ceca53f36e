import { Secret, TOTP } from 'otpauth';
import * as z from 'zod';
import { bodyOf } from '../../../shared/http-event.ts';
import { type AuthWorld, password, Tokens } from '../auth-world.ts';

export const Enrolment = z.object({ secret: z.string(), otpauthUri: z.string(), qrSvg: z.string() });
export const Codes = z.object({ recoveryCodes: z.array(z.string()) });

/** What an authenticator app with this secret shows at a time. */
export function codeAt(secret: string, at: number): string {
  return new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: at });
}

export function logIn(world: AuthWorld, email: string, totp?: string) {
  return world.ask({ routeKey: 'POST /v1/auth/login', body: { email, password, ...(totp && { totp }) } });
}

/** Somebody who has logged in. */
export async function visitor(world: AuthWorld) {
  const person = await world.addPerson();
  const { accessToken: credential } = Tokens.parse(bodyOf(await logIn(world, person.user.email)));
  const post = (path: string, body: object = {}) => world.ask({ routeKey: `POST /v1/auth/${path}`, body, credential });
  const status = async () => bodyOf(await world.ask({ routeKey: 'GET /v1/auth/mfa', credential }));
  return { ...person, credential, post, status };
}

/** Somebody whose authenticator app is active; the clock is a minute past its activation. */
export async function protectedVisitor(world: AuthWorld) {
  const person = await visitor(world);
  const { secret } = Enrolment.parse(bodyOf(await person.post('mfa/totp/enroll', { password })));
  const code = codeAt(secret, world.clock.now);
  const { recoveryCodes } = Codes.parse(bodyOf(await person.post('mfa/totp/activate', { code })));
  world.clock.now += 60_000;
  return { ...person, secret, recoveryCodes, code: () => codeAt(secret, world.clock.now) };
}
