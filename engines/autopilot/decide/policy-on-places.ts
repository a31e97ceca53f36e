import type { Recipe } from '../recipe.ts';
import type { CompiledPolicy, PolicyVerdict } from './policy.ts';

export interface PlacesVerdict {
  readonly verdict: PolicyVerdict | undefined;
  /** In order, each once. */
  readonly deniedPaths: readonly string[];
}

/**
 * What a policy says of a recipe where it is expected to work: `deny` when that is all denied, with single files denied
 * otherwise; `review` when one of the files left asks for it; `allow` when all of them do.
 */
export function policyOnPlaces(
  policy: CompiledPolicy,
  recipe: Pick<Recipe, 'id' | 'tags' | 'risk'>,
  places: readonly string[],
): PlacesVerdict {
  const whole = policy.verdictOn(recipe);
  if (whole?.effect === 'deny' || places.length === 0) return { verdict: whole, deniedPaths: [] };
  const files = [...new Set(places)].toSorted();
  const verdicts = files.map((path) => ({ path, verdict: policy.verdictOn(recipe, path) }));
  const deniedPaths = verdicts.filter(({ verdict }) => verdict?.effect === 'deny').map(({ path }) => path);
  const left = verdicts.flatMap(({ verdict }) => (verdict?.effect === 'deny' ? [] : [verdict]));
  if (left.length === 0) return { verdict: verdicts[0]?.verdict, deniedPaths };
  const review = left.find((verdict) => verdict?.effect === 'review');
  return {
    verdict: review ?? (left.every((verdict) => verdict?.effect === 'allow') ? left[0] : undefined),
    deniedPaths,
  };
}

/**
 * Why a file that a recipe really changed must be left as it was; undefined when it may change. Asked again after acting,
 * because a recipe may reach files in which there was no issue.
 */
export function whyFileIsDenied(
  policy: CompiledPolicy,
  recipe: Pick<Recipe, 'id' | 'tags' | 'risk'>,
  { path, isApprovedByName }: { readonly path: string; readonly isApprovedByName: boolean },
): string | undefined {
  const verdict = policy.verdictOn(recipe, path);
  if (verdict?.effect === 'deny') return `A policy keeps ${recipe.id} from ${path}: ${verdict.reason}`;
  if (verdict?.effect !== 'review' || isApprovedByName) return undefined;
  return `A policy asks for a person where ${recipe.id} changes ${path}: ${verdict.reason}`;
}
