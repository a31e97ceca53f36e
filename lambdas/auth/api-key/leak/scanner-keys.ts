import { createPublicKey, type KeyObject } from 'node:crypto';
import * as z from 'zod';
import { AppError } from '../../../../shared/errors.ts';

/** The public key of this identifier, if the scanner has one. */
export type FindScannerKey = (identifier: string, now: number) => Promise<KeyObject | undefined>;

const timeoutMs = 3_000;
const keptMs = 60 * 60_000;
/** An unknown identifier may be a new key, so the list is read again, but not for every forged one. */
const cooldownMs = 60_000;
/** While the list cannot be read, so that forged reports do not make us wait for it again and again. */
const retryMs = 10_000;

const KeyList = z.object({ public_keys: z.array(z.object({ key_identifier: z.string(), key: z.string() })).max(100) });

/** The keys that sign reports of leaked secrets, as they are published at this URL. */
export function createScannerKeys(url: string, fetchKeys: typeof fetch = fetch): FindScannerKey {
  let known: ReadonlyMap<string, KeyObject> = new Map();
  let readAt = Number.NEGATIVE_INFINITY;
  let failedAt = Number.NEGATIVE_INFINITY;
  return async (identifier, now) => {
    const age = now - readAt;
    if (age > keptMs || (!known.has(identifier) && age > cooldownMs)) {
      if (now - failedAt < retryMs) throw unavailable();
      failedAt = now;
      known = await readKeys(url, fetchKeys);
      [readAt, failedAt] = [now, Number.NEGATIVE_INFINITY];
    }
    return known.get(identifier);
  };
}

/** @throws AppError `unavailable`, so that the scanner reports again later */
async function readKeys(url: string, fetchKeys: typeof fetch): Promise<Map<string, KeyObject>> {
  try {
    const headers = { accept: 'application/json', 'user-agent': 'odavl-cloud' };
    const reply = await fetchKeys(url, { headers, redirect: 'error', signal: AbortSignal.timeout(timeoutMs) });
    if (!reply.ok) throw new Error(`The list of keys answered ${reply.status}.`);
    const { public_keys } = KeyList.parse(await reply.json());
    return new Map(public_keys.map(({ key_identifier, key }) => [key_identifier, createPublicKey(key)]));
  } catch (cause) {
    throw unavailable(cause);
  }
}

function unavailable(cause?: unknown): AppError {
  return new AppError('unavailable', 'The keys that sign such reports cannot be read now.', {
    headers: { 'retry-after': '60' },
    cause,
  });
}
