const period = 30;
const issuer = 'ODAVL Cloud';

/** RFC 6238 with the parameters that every authenticator app knows. The library is loaded where a code is in play. */
async function generator(secret: string | undefined, label: string) {
  const { Secret, TOTP } = await import('otpauth');
  const key = secret === undefined ? new Secret({ size: 20 }) : Secret.fromBase32(secret);
  return new TOTP({ issuer, label, algorithm: 'SHA1', digits: 6, period, secret: key });
}

/** A new secret of 160 bits (RFC 4226 §4, R6), in base 32, and the URI that a QR code carries to the app. */
export async function newTotp(label: string): Promise<{ secret: string; otpauthUri: string }> {
  const totp = await generator(undefined, label);
  return { secret: totp.secret.base32, otpauthUri: totp.toString() };
}

/** The time step that a code belongs to: now, one before or one after, for clocks that go wrong. */
export async function stepOf(secret: string, code: string, now: number): Promise<number | undefined> {
  const totp = await generator(secret, issuer);
  const delta = totp.validate({ token: code, timestamp: now, window: 1 });
  return delta === null ? undefined : Math.floor(now / 1_000 / period) + delta;
}

/** The six digits in what a person typed, if that is what they are. */
export function digitsOf(code: string): string | undefined {
  const digits = code.replace(/[\s-]/g, '');
  return /^\d{6}$/.test(digits) ? digits : undefined;
}
