import { planLimits } from '../../../shared/plan.ts';
import { uploadContentKey } from '../../../shared/upload.ts';
import type { StoredUpload } from './upload.ts';

export function isInParts({ partCount }: Pick<StoredUpload, 'partCount'>): boolean {
  return partCount !== undefined;
}

type Placed = Pick<StoredUpload, 'id' | 'orgId' | 'sha256' | 'retentionDays'>;

/** Where the content is for good. Only bytes that were inspected get there. */
export function contentKey({ orgId, ...content }: Omit<Placed, 'id'>): string {
  return uploadContentKey(orgId, content);
}

/**
 * Where the client's bytes arrive: a place of this upload alone, so that naming the SHA-256 of what somebody else has sent is not
 * enough to complete it.
 */
export function arrivalKey({ id, orgId, retentionDays }: Omit<Placed, 'sha256'>): string {
  return `${retentionDays}d/org/${orgId}/incoming/${id}`;
}

/** All that can be of an organization: it may have been on every plan. */
export function uploadPrefixes(orgId: string): string[] {
  const days = new Set(Object.values(planLimits).map(({ historyDays }) => historyDays));
  return [...days].map((retentionDays) => `${retentionDays}d/org/${orgId}/`);
}
