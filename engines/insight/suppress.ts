import type { Issue } from './issue.ts';
import { linterNamesOf } from './twins.ts';

/** An issue that a comment in the code asks not to be told of, with the reason that the comment gives. */
export interface SuppressedIssue {
  readonly issue: Issue;
  readonly reason?: string;
}

export interface Suppressed {
  readonly issues: Issue[];
  readonly suppressed: SuppressedIssue[];
}

/**
 * Sets apart what a comment on its line, or on the line before, asks not to be told of:
 * `odavl-disable-line [rules]`, `odavl-disable-next-line [rules]`, and `odavl-disable-file [rules]` in the first lines.
 * Rules are ids, of ours or of the linter, or detectors, with commas between; none stands for all. What follows `--` is the reason.
 */
export function suppress(issues: readonly Issue[], textOf: (path: string) => string | undefined): Suppressed {
  const directives = new Map<string, readonly Directive[]>();
  const result: Suppressed = { issues: [], suppressed: [] };
  for (const issue of issues) {
    const known = directives.get(issue.file) ?? directivesIn(textOf(issue.file) ?? '');
    directives.set(issue.file, known);
    const directive = known.find((each) => covers(each, issue));
    if (!directive) result.issues.push(issue);
    else result.suppressed.push({ issue, ...(directive.reason && { reason: directive.reason }) });
  }
  return result;
}

/** What is left of them. */
export function unsuppressed(issues: readonly Issue[], textOf: (path: string) => string | undefined): Issue[] {
  return suppress(issues, textOf).issues;
}

interface Directive {
  readonly scope: 'file' | number;
  /** None: all. */
  readonly rules: readonly string[];
  readonly reason: string;
}

const pattern = /(\/\/|\/\*|#)[ \t]*odavl-disable-(line|next-line|file)(?![\w-])([^\r\n]*)/g;
/** A directive for the whole file stands at its top, where it is seen. */
const topLines = 20;

function directivesIn(text: string): Directive[] {
  if (!text.includes('odavl-disable-')) return [];
  return text.split(/\r\n|\n|\r/).flatMap((content, index) =>
    [...content.matchAll(pattern)].flatMap(([, opening, kind, rest = '']): Directive[] => {
      const comment = opening === '/*' ? (rest.split('*/')[0] ?? '') : rest;
      const [names = '', ...reason] = comment.split('--');
      const said = { rules: names.split(/[\s,]+/).filter(Boolean), reason: reason.join('--').trim() };
      const line = index + 1;
      if (kind === 'file') return line <= topLines ? [{ scope: 'file', ...said }] : [];
      return [{ scope: kind === 'line' ? line : line + 1, ...said }];
    }),
  );
}

function covers({ scope, rules }: Directive, issue: Issue): boolean {
  if (scope !== 'file' && scope !== issue.line) return false;
  const names = [issue.ruleId, issue.detector, ...linterNamesOf(issue)];
  return rules.length === 0 || names.some((name) => rules.includes(name));
}
