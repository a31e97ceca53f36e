import { argon2, randomBytes, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';

const derive = promisify(argon2);
const tagLength = 32;

export interface Cost {
  /** KiB. */
  readonly memory: number;
  readonly passes: number;
  readonly parallelism: number;
}

/**
 * Argon2id with 64 MiB, 2 passes and one lane, as Lambda has one core: about 100 ms of it, and well above OWASP's least (19 MiB
 * and 2 passes, or 46 MiB and 1: Password Storage Cheat Sheet).
 */
const todaysCost: Cost = { memory: 64 * 1024, passes: 2, parallelism: 1 };

export interface Passwords {
  /** In PHC string format, so that the cost can rise later without touching old hashes. */
  hash(password: string): Promise<string>;
  matches(password: string, stored: string): Promise<boolean>;
  /** Spends the time of a real check, so that an unknown or locked account cannot be told by the clock. */
  spend(password: string): Promise<void>;
  /** True for a hash of another cost than today's, dearer ones too: all accounts take the same time. */
  isOutdated(stored: string): boolean;
}

export function createPasswords(cost: Cost = todaysCost): Passwords {
  const derived = (password: string, nonce: Buffer, at: Cost) =>
    derive('argon2id', { ...at, tagLength, message: password.normalize('NFC'), nonce });
  return {
    async hash(password) {
      const nonce = randomBytes(16);
      const tag = await derived(password, nonce, cost);
      return `$argon2id$v=19$m=${cost.memory},t=${cost.passes},p=${cost.parallelism}$${base64(nonce)}$${base64(tag)}`;
    },
    async matches(password, stored) {
      const { nonce, tag, ...at } = parse(stored);
      return timingSafeEqual(await derived(password, nonce, at), tag);
    },
    async spend(password) {
      await derived(password, Buffer.alloc(16), cost);
    },
    isOutdated(stored) {
      const at = parse(stored);
      return at.memory !== cost.memory || at.passes !== cost.passes || at.parallelism !== cost.parallelism;
    },
  };
}

function parse(stored: string): Cost & { nonce: Buffer; tag: Buffer } {
  const parts = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([\w+/]+)\$([\w+/]{43})$/.exec(stored);
  if (!parts) throw new Error('A stored password hash is not in PHC format.');
  const [, memory, passes, parallelism, nonce = '', tag = ''] = parts;
  return {
    ...{ memory: Number(memory), passes: Number(passes), parallelism: Number(parallelism) },
    ...{ nonce: Buffer.from(nonce, 'base64'), tag: Buffer.from(tag, 'base64') },
  };
}

function base64(bytes: Buffer): string {
  return bytes.toString('base64').replace(/=+$/, '');
}
