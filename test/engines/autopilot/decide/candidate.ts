import type { Candidate } from '../../../../engines/autopilot/decide/choice.ts';
import { Recipe } from '../../../../engines/autopilot/recipe.ts';
import type { Trust } from '../../../../engines/autopilot/trust/trust.ts';

type Some = Partial<Omit<Recipe, 'trust'>> & Partial<Pick<Trust, 'trust' | 'standing'>>;

/** A recipe `fix-it` against `no-var`, with low risk and the tag `style`, in good standing. */
export function candidate({ trust = 0.5, standing = 'good', ...recipe }: Some): Candidate {
  return {
    recipe: Recipe.parse({
      ...{ id: 'fix-it', version: '1.0.0', name: 'R', description: 'R.', confidence: 0.9, priority: 50, risk: 'low' },
      ...{ tags: ['style'], resolves: ['no-var'], actions: [{ type: 'built-in', name: 'x' }] },
      condition: { type: 'threshold', rules: [{ metric: 'lint', operator: '>', value: 0 }] },
      ...recipe,
    }),
    trust: { trust, standing, interval: [0, 1], observations: 4 },
  };
}
