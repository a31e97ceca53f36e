import { readFile } from 'node:fs/promises';
import { type BloomFilter, openBloomFilter } from '../../../shared/bloom-filter.ts';

/** Lies beside this file, and in the function beside its bundle (lambdas/auth/asset.ts). */
const file = new URL('./common-passwords.bin', import.meta.url);
let pending: Promise<BloomFilter> | undefined;

/**
 * Whether attackers try this password early, in any case of its letters and with any signs at its end. Read once, with the first password that is chosen.
 * @throws Error when the file is missing or damaged: then no password can be chosen
 */
export async function isCommonPassword(password: string): Promise<boolean> {
  pending ??= readFile(file)
    .then(openBloomFilter)
    .catch((error: unknown) => {
      pending = undefined;
      throw error;
    });
  const filter = await pending;
  const plain = password.normalize('NFC').toLowerCase();
  return filter.has(plain) || filter.has(plain.replace(/[!.?*$#@]+$/, ''));
}
