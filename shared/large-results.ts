import { createHash } from 'node:crypto';
import { organizationPrefix } from './organization-prefix.ts';
import type { Storage } from './storage/storage.ts';
import { ObjectExistsError } from './storage/storage.ts';
import type { ResultStore } from './task/result.ts';

/**
 * Results of tasks that are too large for the table, below the prefix of their organization. The key holds the hash of the
 * content, so an attempt that died after its write and one that came to something else never meet.
 */
export function createLargeResults(storage: Pick<Storage, 'put'>): ResultStore {
  return {
    async put(orgId, taskId, body) {
      const bytes = Buffer.from(body);
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      const key = `${organizationPrefix(orgId)}results/${taskId}/${sha256}.json`;
      try {
        await storage.put(key, bytes, { contentType: 'application/json', ifAbsent: true, sha256 });
      } catch (error) {
        // The same bytes are there already.
        if (!(error instanceof ObjectExistsError)) throw error;
      }
      return key;
    },
  };
}
