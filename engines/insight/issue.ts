import { createHash } from 'node:crypto';
import * as z from 'zod';
import { languageOf } from './source/language.ts';

/** Most severe first. */
export const severities = ['critical', 'high', 'medium', 'low', 'info'] as const;
export const Severity = z.enum(severities);
export type Severity = z.infer<typeof Severity>;

export const detectorIds = [
  'typescript',
  'lint',
  'import',
  'circular',
  'package',
  'security',
  'performance',
  'network',
  'runtime',
  'complexity',
  'isolation',
  'architecture',
  'duplication',
  'build',
] as const;
export const DetectorId = z.enum(detectorIds);
export type DetectorId = z.infer<typeof DetectorId>;

/** One problem at one place. Lines and columns count from 1; columns in UTF-16 code units, as editors do. */
export const Issue = z.object({
  id: z.string(),
  file: z.string().describe('Relative to the root of the repository, with slashes.'),
  line: z.int().min(1),
  endLine: z.int().min(1).optional(),
  column: z.int().min(1).optional(),
  severity: Severity,
  detector: DetectorId,
  ruleId: z.string(),
  category: z.string(),
  message: z.string(),
  suggestion: z.string().optional(),
  codeSnippet: z.string().optional(),
  confidence: z.int().min(0).max(100),
  canBeHandedToAutopilot: z.boolean().describe('Whether Autopilot has a recipe for it.'),
});
export type Issue = z.infer<typeof Issue>;

/** What a detector says. A snippet is given only by those that must not show the line as it is, e.g. because it holds a secret. */
export type Finding = Omit<Draft, 'detector'>;

/** A finding with the detector that made it. */
export interface Draft extends Omit<Issue, 'id' | 'canBeHandedToAutopilot'> {
  /** No recipe would take this one on, though there may be one for others of its rule. Default: false. */
  readonly isByHand?: boolean;
}

const longestSnippet = 200;

/**
 * Issues in their order (file, line, column, detector, rule, message), each once, with ids that say nothing but what they are
 * made of: the same tree gives the same ids. Of drafts that get the same id, the most severe and surest counts, whatever their order.
 */
export function finishIssues(
  drafts: readonly Draft[],
  lineOf: (file: string, line: number) => string | undefined,
  repairable: ReadonlySet<string> = new Set(),
): Issue[] {
  const known = new Set<string>();
  const issues: Issue[] = [];
  const ordered = drafts.toSorted(inOrder);
  const hiding = Map.groupBy(
    ordered.filter(({ codeSnippet }) => codeSnippet !== undefined),
    ({ file }) => file,
  );
  for (const draft of ordered) {
    const { detector, ruleId, file, line, column = 0, message } = draft;
    const id = `iss_${hashOf([detector, ruleId, file, line, column, message]).slice(0, 24)}`;
    if (known.has(id)) continue;
    known.add(id);
    // What one detector must not show, another that complains of the same line must not show either.
    const hidden = () => hiding.get(file)?.find((each) => each.line <= line && line <= (each.endLine ?? each.line));
    const codeSnippet = draft.codeSnippet ?? hidden()?.codeSnippet ?? snippetOf(lineOf(file, line));
    const { isByHand = false, ...said } = draft;
    const canBeHandedToAutopilot = !isByHand && repairable.has(ruleId) && isCode(file);
    issues.push({ ...said, id, ...(codeSnippet && { codeSnippet }), canBeHandedToAutopilot });
  }
  return issues;
}

const isCode = (file: string) => languageOf(file) !== undefined;

/** Ends before a character that would be cut in half. */
function snippetOf(line = ''): string {
  const start = line.trim().slice(0, longestSnippet);
  return start.isWellFormed() ? start : start.replace(/[\ud800-\udbff]$/, '').toWellFormed();
}

function inOrder(a: Draft, b: Draft): number {
  return (
    compare(a.file, b.file) ||
    a.line - b.line ||
    (a.column ?? 0) - (b.column ?? 0) ||
    compare(a.detector, b.detector) ||
    compare(a.ruleId, b.ruleId) ||
    compare(a.message, b.message) ||
    severities.indexOf(a.severity) - severities.indexOf(b.severity) ||
    b.confidence - a.confidence ||
    compare(restOf(a), restOf(b))
  );
}

/** One that hides its line comes before one that does not. */
function restOf({ codeSnippet, suggestion, category, endLine, isByHand }: Draft): string {
  return JSON.stringify([codeSnippet === undefined, codeSnippet, category, suggestion, endLine, isByHand]);
}

/** By code unit, so that no locale changes the order. */
function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function hashOf(parts: readonly (string | number)[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}
