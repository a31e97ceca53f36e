import type { GateResult } from '../gates/evaluate-gates.ts';
import { type Metrics, metrics } from '../recipe.ts';
import { code, plain, shortened, table } from './markdown.ts';

export interface PullRequestInput {
  readonly runId: string;
  readonly recipes: readonly {
    readonly id: string;
    readonly name: string;
    readonly version: string;
    readonly resolved: number;
    readonly files: number;
    /** Why it was chosen. */
    readonly reasons: readonly string[];
  }[];
  readonly files: readonly { readonly path: string; readonly changedLines: number }[];
  readonly metrics: { readonly before: Metrics; readonly after: Metrics };
  readonly gates: readonly GateResult[];
  /** What was not done although it could have been. */
  readonly rejected: readonly { readonly recipeId: string; readonly reason: string }[];
  readonly attestation?: { readonly digest: string; readonly sequence: number };
}

export interface PullRequestText {
  /** At most 72 characters, one line, no markup. */
  readonly title: string;
  /** GitHub's Markdown, shorter than the 65,536 characters that it takes. */
  readonly body: string;
}

const longestTitle = 72;
const longestBody = 60_000;
/** Of each list, as much as there may be at most, and less of all where that is too long. */
const shares = [1, 0.5, 0.2, 0.05] as const;
const mostRecipes = 20;
const mostFiles = 50;
const mostRejected = 20;

/** What a person reads before they merge. Names of files and messages are a stranger's, and cannot become markup. */
export function pullRequestOf(input: PullRequestInput): PullRequestText {
  const bodies = shares.values().map((share) => bodyOf(input, share));
  return {
    title: titleOf(input),
    body: bodies.find(({ length }) => length <= longestBody) ?? `${introOf(input).join('')}\n`,
  };
}

function bodyOf(input: PullRequestInput, share: number): string {
  const lists = [recipesOf(input, share), filesOf(input, share), gatesOf(input), rejectedOf(input, share)];
  const sections = [introOf(input), metricsTable(input), ...lists, proofOf(input)].filter(({ length }) => length > 0);
  return `${sections.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

function titleOf({ recipes, metrics: { before, after }, files }: PullRequestInput): string {
  const fixed = before.totalIssues - after.totalIssues;
  const what = fixed > 0 ? `Fix ${count(fixed, 'issue')}` : 'Clean up';
  const short = `${what} in ${count(files.length, 'file')}`;
  const ids = recipes.map(({ id }) => id).join(', ');
  const long = `${short}: ${ids}`;
  return ids !== '' && long.length <= longestTitle ? long : short;
}

function introOf({ runId, recipes, files, metrics: { before, after } }: PullRequestInput): string[] {
  const lines = files.reduce((sum, { changedLines }) => sum + changedLines, 0);
  return [
    `ODAVL Autopilot applied ${count(recipes.length, 'recipe')} to ${count(files.length, 'file')} (${count(lines, 'changed line')}) and analysed the result again: ${before.totalIssues} issues before, ${after.totalIssues} after. Run ${code(runId)}.`,
  ];
}

function metricsTable({ metrics: { before, after } }: PullRequestInput): string[] {
  const told = metrics.filter((metric) => before[metric] > 0 || after[metric] > 0);
  if (told.length === 0) return [];
  const signed = (change: number) => (change > 0 ? `+${change}` : `${change}`);
  const rows = told.map((metric) => [
    metric,
    `${before[metric]}`,
    `${after[metric]}`,
    signed(after[metric] - before[metric]),
  ]);
  return table(['Issues', 'Before', 'After', 'Change'], rows);
}

function recipesOf({ recipes }: PullRequestInput, share: number): string[] {
  const tell = ({ id, name, version, resolved, files, reasons }: PullRequestInput['recipes'][number]) =>
    [
      `- **${plain(name)}** (${code(`${id}@${version}`)}): ${count(resolved, 'issue')} in ${count(files, 'file')}`,
      ...reasons.slice(0, 5).map((reason) => `  - ${plain(reason.slice(0, 300))}`),
    ].join('\n');
  return recipes.length === 0 ? [] : ['### What was done', '', ...shortened(recipes, mostRecipes * share, tell)];
}

function filesOf({ files }: PullRequestInput, share: number): string[] {
  if (files.length === 0) return [];
  const tell = ({ path, changedLines }: PullRequestInput['files'][number]) =>
    `- ${code(path.slice(-300))}: ${count(changedLines, 'changed line')}`;
  const summary = `<details><summary>${count(files.length, 'changed file')}</summary>`;
  return [summary, '', ...shortened(files, mostFiles * share, tell), '', '</details>'];
}

function gatesOf({ gates }: PullRequestInput): string[] {
  if (gates.length === 0) return [];
  const rows = gates.map(({ gate, passed, explanation }) => [
    code(gate),
    passed ? 'passed' : '**failed**',
    plain(explanation),
  ]);
  return ['### Gates', '', ...table(['Gate', 'Result', 'Why'], rows)];
}

function rejectedOf({ rejected }: PullRequestInput, share: number): string[] {
  if (rejected.length === 0) return [];
  const tell = ({ recipeId, reason }: PullRequestInput['rejected'][number]) =>
    `- ${code(recipeId)}: ${plain(reason.slice(0, 300))}`;
  return ['### What was left alone', '', ...shortened(rejected, mostRejected * share, tell)];
}

function proofOf({ attestation }: PullRequestInput): string[] {
  const undo = 'The undo patch of the run restores every byte.';
  if (!attestation) return ['### Undo', '', undo];
  const { digest, sequence } = attestation;
  const proof = `Attestation ${sequence} of this project (${code(`sha256:${digest}`)}) is signed and can be verified offline with ${code('bin/verify-attestation.ts')}.`;
  return ['### Proof and undo', '', `${proof} ${undo}`];
}

function count(number: number, what: string): string {
  return number === 1 ? `1 ${what}` : `${number} ${what}s`;
}
