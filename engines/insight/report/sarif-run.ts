import type { Analysis } from '../analysis.ts';
import type { Issue } from '../issue.ts';

export const sourceRoot = '%SRCROOT%';

/** Relative to the root. Each part of the path is encoded, for a name may look like a scheme, a query or half a character. */
export function uriOf(path: string): string {
  return path.toWellFormed().split('/').map(encodeURIComponent).join('/');
}

/**
 * A text as a message string: braces are doubled (section 3.11.5), and nothing in it becomes a link (3.11.6), which is
 * `[text](address)`.
 */
export function sarifText(text: string): string {
  return text.replace(/[{}]/g, '$&$&').replaceAll('](', '] (');
}

/** The files with issues, and those that were skipped, in the order of their paths. */
export function artifactsOf({ skipped }: Analysis, issues: readonly Issue[]) {
  const paths = new Set([...issues.map(({ file }) => file), ...skipped.map(({ path }) => path)]);
  return [...paths].toSorted().map((path) => ({ location: { uri: uriOf(path), uriBaseId: sourceRoot } }));
}

/** What could not be looked at, and why: an error where a detector failed, a note where a file was skipped. */
export function notificationsOf({ detectors, skipped }: Analysis) {
  const failures = detectors.flatMap(({ detector, failures: each }) =>
    each.map(({ file, reason }) =>
      notification('error', 'detector-failed', `The detector ${detector} failed: ${reason}`, file),
    ),
  );
  const files = skipped.map(({ path, reason }) => notification('note', 'file-skipped', reason, path));
  return [...failures, ...files];
}

function notification(level: 'error' | 'note', id: string, text: string, file: string | undefined) {
  const place = file && [{ physicalLocation: { artifactLocation: { uri: uriOf(file), uriBaseId: sourceRoot } } }];
  return { level, descriptor: { id }, message: { text: sarifText(text) }, ...(place && { locations: place }) };
}
