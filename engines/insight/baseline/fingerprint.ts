import { createHash } from 'node:crypto';
import type { Issue } from '../issue.ts';

/** What an issue is recognised by in another state of the tree; 20 hexadecimal digits each. */
export interface Fingerprints {
  /** Rule, detector, severity and the code itself: survives moves within the file, renames and reformatting. */
  readonly content: string;
  /** Path, line, detector and rule: survives a rewrite of the line. */
  readonly location: string;
  /** Detector, rule and what is said: survives a rewrite of the line that also moves it. */
  readonly message: string;
}

export type Place = Pick<Issue, 'file' | 'line' | 'detector' | 'ruleId'>;

export function fingerprintsOf(issue: Issue): Fingerprints {
  const { detector, ruleId, severity, codeSnippet, message } = issue;
  const said = normalMessage(message);
  return {
    // Without code, what is said has to do; the mark keeps the one from ever passing for the other.
    content: hashOf([ruleId, detector, severity, codeSnippet ? withoutSpace(codeSnippet) : ['said', said]]),
    location: locationOf(issue),
    message: hashOf([detector, ruleId, said]),
  };
}

export function locationOf({ file, line, detector, ruleId }: Place): string {
  return hashOf([file, line, detector, ruleId]);
}

/** A formatter changes nothing but the space between tokens. */
const withoutSpace = (code: string) => code.replace(/\s+/g, '');

/** Without its measurements: a function whose complexity went from 24 to 25 has the problem that it had. */
const normalMessage = (message: string) =>
  message
    .replace(/\b\d+\b/g, '#')
    .replace(/\s+/g, ' ')
    .trim();

function hashOf(parts: unknown): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 20);
}
