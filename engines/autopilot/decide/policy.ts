import * as z from 'zod';
import { compileGlob } from '../gates/glob.ts';
import { protectionOf } from '../gates/protection.ts';
import { Glob } from '../gates/settings.ts';
import { Recipe } from '../recipe.ts';

const PolicyMatch = z.strictObject({
  recipes: z.array(Recipe.shape.id).min(1).max(100).optional(),
  tags: z.array(z.string()).min(1).max(20).optional(),
  risks: z.array(Recipe.shape.risk).min(1).optional(),
  paths: z.array(Glob).min(1).max(100).optional().describe('Globs of files; the rule then holds for these only.'),
});

export const PolicyRule = z.strictObject({
  effect: z.enum(['deny', 'review', 'allow']),
  match: PolicyMatch.describe('All that is said must fit, of each list one. Nothing said fits everything.'),
  reason: z.string().min(1).max(300),
});
export type PolicyRule = z.infer<typeof PolicyRule>;

/** Who decides on what: any `deny` wins, then any `review`, then `allow`; where nothing fits, the thresholds decide. */
export const ApprovalPolicy = z.strictObject({ rules: z.array(PolicyRule).max(100) });
export type ApprovalPolicy = z.infer<typeof ApprovalPolicy>;

export interface PolicyVerdict {
  readonly effect: PolicyRule['effect'];
  readonly reason: string;
}

type Subject = Pick<Recipe, 'id' | 'tags' | 'risk'>;

export interface CompiledPolicy {
  /** On a file of a recipe, or, without a path, on the recipe as a whole; undefined where no rule fits. */
  readonly verdictOn: (recipe: Subject, path?: string) => PolicyVerdict | undefined;
}

const strongestFirst = ['deny', 'review', 'allow'] as const;

export function compilePolicy({ rules }: ApprovalPolicy): CompiledPolicy {
  const compiled = rules.map((rule) => ({ ...rule, fits: fitsOf(rule) }));
  return {
    verdictOn: (recipe, path) => {
      const fitting = compiled.filter(({ fits }) => fits(recipe, path));
      const effect = strongestFirst.find((each) => fitting.some((rule) => rule.effect === each));
      const rule = fitting.find((each) => each.effect === effect);
      return rule && { effect: rule.effect, reason: rule.reason };
    },
  };
}

function fitsOf({ effect, match: { recipes, tags, risks, paths } }: PolicyRule) {
  const fitsPath = paths && pathTest(effect, paths);
  return (recipe: Subject, path: string | undefined): boolean =>
    (!recipes || recipes.includes(recipe.id)) &&
    (!tags || tags.some((tag) => recipe.tags.includes(tag))) &&
    (!risks || risks.includes(recipe.risk)) &&
    (!fitsPath || (path !== undefined && fitsPath(path)));
}

/** What forbids fits in every spelling, what allows in the one that is written only. */
function pathTest(effect: PolicyRule['effect'], paths: readonly string[]): (path: string) => boolean {
  if (effect !== 'allow') return protectionOf(paths).isProtected;
  const globs = paths.map(compileGlob);
  return (path) => globs.some((fits) => fits(path));
}
