import type { Metrics } from '../recipe.ts';
import type { Approval, Candidate, Choice, ReviewKind } from './choice.ts';
import { conditionHolds, explainCondition } from './condition.ts';
import type { CompiledPolicy, PolicyVerdict } from './policy.ts';
import { policyOnPlaces } from './policy-on-places.ts';
import { thresholds } from './thresholds.ts';

export interface JudgeContext {
  /** The file of each issue that the recipe says to resolve. */
  readonly places: readonly string[];
  readonly metrics: Metrics;
  readonly policy: CompiledPolicy;
  readonly approval: Approval;
}

/** Decides on one recipe. The first reason to skip it ends it; then thresholds, standing and policy say who approves. */
export function judge(candidate: Candidate, context: JudgeContext): Choice {
  const { recipe, trust } = candidate;
  const { verdict, deniedPaths } = policyOnPlaces(context.policy, recipe, context.places);
  const base = {
    ...{ recipeId: recipe.id, trust: trust.trust, confidence: recipe.confidence },
    ...{ issues: context.places.length, deniedPaths },
  };
  const obstacle = obstacleOf(candidate, context) ?? (verdict?.effect === 'deny' ? denial(verdict) : undefined);
  if (obstacle) return { ...base, decision: 'skip', isIncluded: false, isApproved: false, reasons: [obstacle] };
  const why = [whyApplicable(candidate, context), ...deniedReasons(deniedPaths)];
  const [review, ...reasons] = reviewOf(candidate, verdict);
  if (review === 'none') {
    const isApproved = context.approval.recipes.includes(recipe.id);
    return { ...base, decision: 'execute', isIncluded: true, isApproved, reasons: [...why, ...reasons] };
  }
  const [isApproved, approval] = approvalOf(recipe.id, review, context.approval);
  return {
    ...{ ...base, decision: 'review', review, isIncluded: isApproved, isApproved },
    reasons: [...why, ...reasons, approval],
  };
}

function obstacleOf({ recipe, trust }: Candidate, { places, metrics }: JudgeContext): string | undefined {
  if (!conditionHolds(recipe.condition, metrics)) {
    return `Its condition does not hold: ${explainCondition(recipe.condition, metrics)}.`;
  }
  if (recipe.resolves.length > 0 && places.length === 0) return 'There is no issue that it resolves.';
  if (trust.standing === 'blacklisted') return 'It failed too often in a row and is blacklisted for now.';
  for (const [name, value] of [
    ['trust', trust.trust],
    ['confidence', recipe.confidence],
  ] as const) {
    // Written so that what is no number is skipped, too.
    if (!(value >= thresholds.skip)) return `Its ${name} of ${shown(value)} is below ${thresholds.skip}.`;
  }
  return undefined;
}

function whyApplicable({ recipe }: Candidate, { places, metrics }: JudgeContext): string {
  const holds = `Its condition holds: ${explainCondition(recipe.condition, metrics)}`;
  if (recipe.resolves.length === 0) return `${holds}.`;
  return `${holds}, and it resolves ${places.length} of the issues.`;
}

function denial({ reason }: PolicyVerdict): string {
  return `A policy denies it: ${reason}`;
}

function deniedReasons(paths: readonly string[]): string[] {
  return paths.length === 0 ? [] : [`A policy keeps it from ${paths.join(', ')}.`];
}

/** Who must approve, `none` for nobody, and why. */
function reviewOf({ recipe, trust }: Candidate, policy: PolicyVerdict | undefined): [ReviewKind | 'none', ...string[]] {
  const numbers = `Its trust is ${shown(trust.trust)} and its confidence ${shown(recipe.confidence)}`;
  const reached = ({ trust: least, confidence }: { readonly trust: number; readonly confidence: number }) =>
    trust.trust >= least && recipe.confidence >= confidence;
  const { execute, review } = thresholds;
  if (policy?.effect === 'review') return ['policy', `A policy asks for a person: ${policy.reason}`];
  if (trust.standing === 'probation') return ['probation', 'It was blacklisted and has not succeeded since.'];
  if (reached(execute)) return ['none', `${numbers}, enough to go without a person.`];
  const needs = `it goes without a person from ${execute.trust} and ${execute.confidence} on.`;
  if (policy?.effect === 'allow') return ['none', `${numbers}; a policy allows it beforehand: ${policy.reason}`];
  return reached(review)
    ? ['known', `${numbers}; ${needs}`]
    : ['unproven', `${numbers}, which is not much yet; ${needs}`];
}

function approvalOf(id: string, review: ReviewKind, { isAutomatic, recipes }: Approval): [boolean, string] {
  if (recipes.includes(id)) return [true, 'It was approved by name.'];
  const isCovered = review === 'known' || review === 'unproven';
  if (isAutomatic && isCovered) return [true, 'It was approved with all that may be approved at once.'];
  return [false, isCovered ? 'Nobody approved it.' : 'It has to be approved by name, and was not.'];
}

function shown(value: number): string {
  return value.toFixed(2);
}
