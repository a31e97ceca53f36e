import { createHash, randomBytes } from 'node:crypto';
import { crc32 } from 'node:zlib';

/**
 * `odavl_` + 43 base-62 characters (256 random bits) + 6 base-62 characters of CRC-32 over all before them. The checksum lets a
 * scanner tell a real key from look-alikes without asking us, and lets us refuse a mistyped key without a read.
 */
export const secretPrefix = 'odavl_';
const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const randomLength = 43;
const checksumLength = 6;
const pattern = new RegExp(`^${secretPrefix}[0-9A-Za-z]{${randomLength + checksumLength}}$`);

export function newSecret(random: (bytes: number) => Buffer = randomBytes): string {
  const body = secretPrefix + base62(BigInt(`0x${random(32).toString('hex')}`), randomLength);
  return body + checksum(body);
}

/** The prefix and four characters: enough to tell keys apart, and nothing to guess the rest by. */
export function hintOf(secret: string): string {
  return secret.slice(0, secretPrefix.length + 4);
}

export function isWellFormedSecret(secret: string): boolean {
  if (!pattern.test(secret)) return false;
  return secret.slice(-checksumLength) === checksum(secret.slice(0, -checksumLength));
}

/** An imported key shorter than this could be guessed; one longer than this is no key. */
const foreignLength = { min: 16, max: 1_024 };

/** Ours are told by their checksum. Of imported ones we know nothing but that they are of some length. */
export function mayBeSecret(secret: string): boolean {
  if (secret.startsWith(secretPrefix)) return isWellFormedSecret(secret);
  return secret.length >= foreignLength.min && secret.length <= foreignLength.max;
}

/** A secret has 256 bits of entropy, so one plain SHA-256 is enough; nothing can be guessed from the hash. */
export function hashSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}

function checksum(body: string): string {
  return base62(BigInt(crc32(body)), checksumLength);
}

function base62(value: bigint, length: number): string {
  let rest = value;
  let text = '';
  while (text.length < length) {
    text = digits[Number(rest % 62n)] + text;
    rest /= 62n;
  }
  return text;
}
