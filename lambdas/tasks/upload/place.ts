import { planLimits } from '../../../shared/plan.ts';
import type { StoredUpload } from './upload.ts';

export function isInParts({ partCount }: Pick<StoredUpload, 'partCount'>): boolean {
  return partCount !== undefined;
}

type Placed = Pick<StoredUpload, 'id' | 'orgId' | 'sha256' | 'retentionDays' | 'partCount'>;

/** Where the content is for good. Only bytes of this SHA-256 ever get there: a form demands it of S3, a copy comes after a check. */
export function contentKey({ orgId, sha256, retentionDays }: Omit<Placed, 'id' | 'partCount'>): string {
  return `${retentionDays}d/org/${orgId}/blobs/${sha256}`;
}

/** Where parts are put together; S3 cannot hold them to a SHA-256 of the whole, so this is no place to be read from. */
export function incomingKey({ id, orgId, retentionDays }: Omit<Placed, 'sha256' | 'partCount'>): string {
  return `${retentionDays}d/org/${orgId}/incoming/${id}`;
}

/** Where the client's bytes arrive. */
export function arrivalKey(upload: Placed): string {
  return isInParts(upload) ? incomingKey(upload) : contentKey(upload);
}

/** All that can be of an organization: it may have been on every plan. */
export function uploadPrefixes(orgId: string): string[] {
  const days = new Set(Object.values(planLimits).map(({ historyDays }) => historyDays));
  return [...days].map((retentionDays) => `${retentionDays}d/org/${orgId}/`);
}
