import { createHash, randomBytes } from 'node:crypto';

/** Letters and digits without 0 O 1 I: 32 of them, so that a random byte gives each equally often. */
export const userCodeAlphabet = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ';
const userCodeLength = 8;

/** 256 random bits; nobody types it. */
export function newDeviceCode(): string {
  return randomBytes(32).toString('base64url');
}

/**
 * `XXXX-XXXX`: 32^8, about 10^12 codes. With five guesses in a quarter of an hour per person and per address, somebody who
 * guesses through all ten minutes of one code has a chance of 1 in 2 * 10^11 (RFC 8628 §5.1 asks for 2^-32 at most).
 */
export function newUserCode(random: (bytes: number) => Buffer = randomBytes): string {
  const letters = [...random(userCodeLength)].map((byte) => userCodeAlphabet[byte % userCodeAlphabet.length]).join('');
  return `${letters.slice(0, 4)}-${letters.slice(4)}`;
}

/** As people type it: in any case, with or without the hyphen and spaces (RFC 8628 §6.1). Undefined for what is no code. */
export function parseUserCode(typed: string): string | undefined {
  const letters = typed.toUpperCase().replace(/[\s\p{Pd}]/gu, '');
  const isCode = letters.length === userCodeLength && [...letters].every((letter) => userCodeAlphabet.includes(letter));
  return isCode ? `${letters.slice(0, 4)}-${letters.slice(4)}` : undefined;
}

export function hashCode(code: string): string {
  return createHash('sha256').update(code).digest('hex');
}
