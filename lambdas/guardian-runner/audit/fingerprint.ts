import { createHash } from 'node:crypto';

/**
 * A stable name of a finding: the same defect of the same page has it again in the next run, also after a deployment
 * with other hashes in class names or another position in a list.
 */
export function fingerprint(parts: {
  readonly suite: string;
  readonly ruleId: string;
  readonly url: string;
  /** What tells two findings of one rule apart: a selector, a message, a cookie name. */
  readonly subject?: string;
}): string {
  const subject = parts.subject === undefined ? '' : normalise(parts.subject);
  return createHash('sha256')
    .update([parts.suite, parts.ruleId, pathOf(parts.url), subject].join('\n'))
    .digest('hex');
}

/** Without origin and query: a preview deployment is the same page as production. */
function pathOf(url: string): string {
  const path = URL.parse(url)?.pathname ?? url;
  return path.length > 1 ? path.replace(/\/+$/, '') : path;
}

/** Takes out what changes from build to build or from run to run: positions, numbers, content hashes, generated ids. */
export function normalise(subject: string): string {
  return subject
    .replace(/:nth-(?:last-)?(?:child|of-type)\([^)]*\)/g, '')
    .replace(/\b(?=[\w-]*\d)[0-9a-f]{6,}\b/gi, '*')
    .replace(/(?<!\bh)\d+/gi, '*')
    .replace(/\s+/g, ' ')
    .trim()
    .toLowerCase();
}
