import { argon2, randomBytes, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';

const derive = promisify(argon2);

/** Argon2id with OWASP's and RFC 9106's second recommended choice: 64 MiB, 3 passes, 1 lane. */
const cost = { memory: 64 * 1024, passes: 3, parallelism: 1, tagLength: 32 } as const;

/** In PHC string format, so that the cost can rise later without touching old hashes. */
export async function hashPassword(password: string): Promise<string> {
  const nonce = randomBytes(16);
  const tag = await derive('argon2id', { ...cost, message: password.normalize('NFC'), nonce });
  return `$argon2id$v=19$m=${cost.memory},t=${cost.passes},p=${cost.parallelism}$${base64(nonce)}$${base64(tag)}`;
}

export async function isPassword(password: string, stored: string): Promise<boolean> {
  const parts = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([\w+/]+)\$([\w+/]+)$/.exec(stored);
  if (!parts) throw new Error('A stored password hash is not in PHC format.');
  const [, memory, passes, parallelism, nonce, tag] = parts;
  const expected = Buffer.from(tag ?? '', 'base64');
  const actual = await derive('argon2id', {
    memory: Number(memory),
    passes: Number(passes),
    parallelism: Number(parallelism),
    tagLength: expected.length,
    message: password.normalize('NFC'),
    nonce: Buffer.from(nonce ?? '', 'base64'),
  });
  return timingSafeEqual(actual, expected);
}

/** Spends the time of a real check, so that an unknown address cannot be told by the clock. */
export async function spendPasswordTime(password: string): Promise<void> {
  await derive('argon2id', { ...cost, message: password.normalize('NFC'), nonce: Buffer.alloc(16) });
}

function base64(bytes: Buffer): string {
  return bytes.toString('base64').replace(/=+$/, '');
}
