import type { Issue } from '../../insight/issue.ts';

export interface Matched {
  /** The same problem before and after. */
  readonly same: readonly (readonly [before: Issue, after: Issue])[];
  readonly resolved: readonly Issue[];
  readonly added: readonly Issue[];
}

/** Where a line of a file is after the change. */
export type MapLine = (file: string, line: number) => number;

type KeyOf = (issue: Issue, line: number) => string;

/** What a number is in a message, e.g. how complex something is, makes no other problem of it. */
const messageOf = ({ message }: Issue) => message.replaceAll(/\d+/g, '#');

/** From the surest sign that two are the same to the weakest. Never without the same detector, rule and message. */
const passes: readonly KeyOf[] = [
  (issue, line) => `${issue.message}\0${issue.codeSnippet}\0${line}`,
  (issue, line) => `${messageOf(issue)}\0${line}`,
  (issue) => `${issue.message}\0${issue.codeSnippet}`,
  (issue) => messageOf(issue),
];

/** Which problems of one state are those of another, wherever their lines have gone. Each is matched once. */
export function matchIssues(before: readonly Issue[], after: readonly Issue[], mapLine: MapLine): Matched {
  const same: (readonly [Issue, Issue])[] = [];
  let resolved: readonly Issue[] = before;
  let added: readonly Issue[] = after;
  for (const keyOf of passes) {
    const waiting = new Map<string, Issue[]>();
    for (const issue of resolved) {
      const key = kindOf(issue) + keyOf(issue, mapLine(issue.file, issue.line));
      const known = waiting.get(key);
      if (known) known.push(issue);
      else waiting.set(key, [issue]);
    }
    const taken = new Set<Issue>();
    added = added.filter((issue) => {
      const own = waiting.get(kindOf(issue) + keyOf(issue, issue.line))?.shift();
      if (!own) return true;
      taken.add(own);
      same.push([own, issue]);
      return false;
    });
    resolved = resolved.filter((issue) => !taken.has(issue));
  }
  return { same, resolved, added };
}

const kindOf = ({ detector, file, ruleId }: Issue) => `${detector}\0${file}\0${ruleId}\0`;
