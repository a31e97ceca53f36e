import { createHash, randomInt } from 'node:crypto';

/** Crockford's base 32: no I, L, O and U, so nothing reads as something else. */
const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';
const length = 24;
const count = 10;

/**
 * 24 characters of 5 bits. Above 112 bits a plain hash is enough (OWASP ASVS 5.0 V6.5.2), and one without a key of ours keeps
 * the codes good when that key is replaced.
 */
export function newRecoveryCodes(): string[] {
  return Array.from({ length: count }, () => {
    const code = Array.from({ length }, () => alphabet[randomInt(alphabet.length)]).join('');
    return code.replace(/.{4}(?=.)/g, '$&-');
  });
}

/** Undefined for what is no recovery code. Letters that people mistake for digits count as these. */
export function hashRecoveryCode(userId: string, code: string): string | undefined {
  const plain = code.toLowerCase().replace(/[\s-]/g, '').replaceAll('o', '0').replace(/[il]/g, '1');
  if (plain.length !== length || !/^[0-9a-hjkmnp-tv-z]+$/.test(plain)) return undefined;
  return createHash('sha256').update(`${userId}:${plain}`).digest('hex');
}

/** Of codes that we have just made. */
export function hashRecoveryCodes(userId: string, codes: readonly string[]): string[] {
  return codes.flatMap((code) => hashRecoveryCode(userId, code) ?? []);
}
