import type { Issue } from '../../insight/issue.ts';
import type { Metrics } from '../recipe.ts';
import { type Approval, type Candidate, type Choice, noApproval } from './choice.ts';
import { judge } from './judge.ts';
import { compareRanks } from './order.ts';
import { type ApprovalPolicy, compilePolicy } from './policy.ts';

export interface DecideInput {
  readonly candidates: readonly Candidate[];
  readonly issues: readonly Pick<Issue, 'ruleId' | 'file'>[];
  readonly metrics: Metrics;
  readonly policy?: ApprovalPolicy;
  readonly approval?: Approval;
}

export interface Decision {
  /**
   * - `act`: something is carried out;
   * - `approval-needed`: nothing is, but something would be if a person approved it;
   * - `noop`: nothing can be fixed here.
   */
  readonly outcome: 'act' | 'approval-needed' | 'noop';
  readonly explanation: string;
  /** Of every candidate, in the order in which they are carried out. */
  readonly choices: readonly Choice[];
  /** Those of them that are carried out. */
  readonly included: readonly Choice[];
}

/** Chooses recipes, and says of each why or why not. The same input gives the same decision, in whatever order it is. */
export function decide(input: DecideInput): Decision {
  const policy = compilePolicy(input.policy ?? { rules: [] });
  const filesOf = filesByRule(input.issues);
  const ranked = input.candidates.map((candidate) => {
    const { recipe, trust } = candidate;
    const rank = { recipeId: recipe.id, trust: trust.trust, confidence: recipe.confidence, priority: recipe.priority };
    const places = recipe.resolves.flatMap((rule) => filesOf.get(rule) ?? []);
    const approval = input.approval ?? noApproval;
    return { rank, choice: judge(candidate, { places, metrics: input.metrics, policy, approval }) };
  });
  const choices = ranked.toSorted((a, b) => compareRanks(a.rank, b.rank)).map(({ choice }) => choice);
  const included = choices.filter(({ isIncluded }) => isIncluded);
  return { ...summaryOf(choices, included.length), choices, included };
}

/** A place for each issue: its file. */
function filesByRule(issues: DecideInput['issues']): ReadonlyMap<string, readonly string[]> {
  const files = new Map<string, string[]>();
  for (const { ruleId, file } of issues) {
    const known = files.get(ruleId);
    if (known) known.push(file);
    else files.set(ruleId, [file]);
  }
  return files;
}

function summaryOf(choices: readonly Choice[], included: number): Pick<Decision, 'outcome' | 'explanation'> {
  const waiting = choices.filter(({ decision, isIncluded }) => decision === 'review' && !isIncluded).length;
  const counted = `Of ${choices.length} recipes ${included} are carried out and ${waiting} wait for approval.`;
  if (included > 0) return { outcome: 'act', explanation: counted };
  if (waiting > 0) return { outcome: 'approval-needed', explanation: counted };
  return { outcome: 'noop', explanation: 'Nothing here can be fixed by the recipes that may be used.' };
}
