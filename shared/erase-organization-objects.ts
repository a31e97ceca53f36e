import type { Erased } from './erase-organization.ts';
import { type Bucket, deleteObjects, listObjects, maxDeletions } from './storage/s3.ts';

/**
 * Deletes all objects below these prefixes, a thousand at a time. Each run begins with what is left, so one that was cut off
 * between any two calls is finished by the next one.
 * @param prefixes each ends with the organization and a slash, so that none spans two of them
 */
export async function eraseObjects(call: {
  readonly deps: { readonly bucket: Bucket; readonly now: () => number };
  readonly input: { readonly prefixes: readonly string[]; readonly until: number };
}): Promise<Erased> {
  const { deps, input } = call;
  let count = 0;
  let keys: string[] = [];
  const flush = async () => {
    if (keys.length > 0) await deleteObjects(deps.bucket, keys);
    count += keys.length;
    keys = [];
  };
  for (const prefix of input.prefixes) {
    if (!/(?:^|\/)org\/[^/]+\/$/.test(prefix)) throw new Error('A prefix does not end with an organization.');
    if (deps.now() >= input.until) return { count, isComplete: false };
    for await (const { key } of listObjects(deps.bucket, prefix)) {
      keys.push(key);
      if (keys.length < maxDeletions) continue;
      await flush();
      if (deps.now() >= input.until) return { count, isComplete: false };
    }
    await flush();
  }
  return { count, isComplete: true };
}
