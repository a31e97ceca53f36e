import { crc32 } from 'node:zlib';

const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const checksumLength = 6;

/** Whether the last six characters are the base-62 CRC-32 of those before them, from `from` on, as GitHub, npm and we write it. */
export function hasChecksum(token: string, from: number): boolean {
  return token.slice(-checksumLength) === checksumOf(token.slice(from, -checksumLength));
}

export function checksumOf(body: string): string {
  let rest = crc32(body);
  let text = '';
  while (text.length < checksumLength) {
    text = digits.charAt(rest % digits.length) + text;
    rest = Math.floor(rest / digits.length);
  }
  return text;
}
