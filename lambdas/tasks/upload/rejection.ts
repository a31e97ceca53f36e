import { reasonCodes } from '../../../shared/archive/reason.ts';
import type { RejectionReason } from './upload.ts';

/** What can be wrong besides the archive. */
const own = {
  content_missing: 'The content was not there any more when it was inspected.',
  content_mismatch: 'The content is not what its size and SHA-256 said.',
  inspection_failed: 'The content could not be inspected. Try again, or tell us.',
} as const;
const reasonTexts = { ...reasonCodes, ...own };

export function rejectionOf(reason: {
  readonly code: keyof typeof reasonTexts;
  readonly entry?: string;
}): RejectionReason {
  return { ...reason, detail: reasonTexts[reason.code] };
}
