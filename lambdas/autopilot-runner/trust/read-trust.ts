import * as z from 'zod';
import type { Recipe } from '../../../engines/autopilot/recipe.ts';
import { builtInRecipes } from '../../../engines/autopilot/recipes/index.ts';
import { explainTrust } from '../../../engines/autopilot/trust/explain-trust.ts';
import { type Prior, priorOf } from '../../../engines/autopilot/trust/prior.ts';
import { type Trust, trustOf } from '../../../engines/autopilot/trust/trust.ts';
import { newTrustState } from '../../../engines/autopilot/trust/trust-state.ts';
import type { Context } from '../../../shared/context.ts';
import type { Known, TrustStore } from './store.ts';

export const RecipeTrust = z
  .object({
    recipeId: z.string(),
    runs: z.int(),
    successes: z.int(),
    consecutiveFailures: z.int(),
    blacklistedUntil: z.iso.datetime().optional(),
    trust: z.number().describe('The mean of the posterior, .1 to 1.'),
    interval: z.array(z.number()).length(2).describe('In which the true rate lies with a probability of 90 %.'),
    observations: z.number().describe('How many it rests on, the prior included.'),
    standing: z.enum(['good', 'blacklisted', 'probation']),
    reasons: z.array(z.string()).describe('In plain words, with all numbers that make the trust what it is.'),
  })
  .meta({ id: 'AutopilotTrust' });
export type RecipeTrust = z.infer<typeof RecipeTrust>;

interface Deps {
  readonly trust: TrustStore;
}

/** How far each recipe is trusted here, and why; the most trusted first. */
export async function listTrust(call: { ctx: Context; deps: Deps }): Promise<{ items: RecipeTrust[] }> {
  const { ctx, deps } = call;
  const now = new Date(ctx.now);
  const { known, priors } = await trustOfAll(deps, ctx.orgId, now);
  const items = builtInRecipes.map(({ id }) => {
    const state = known.get(id)?.state ?? newTrustState(id);
    const { runs, successes, consecutiveFailures, blacklistedUntil } = state;
    const { interval, reasons, ...explained } = explainTrust(state, priors(id), now);
    return {
      ...{ recipeId: id, runs, successes, consecutiveFailures, ...explained },
      ...(blacklistedUntil && { blacklistedUntil }),
      ...{ interval: [...interval], reasons: [...reasons] },
    };
  });
  return { items: items.sort((a, b) => b.trust - a.trust || (a.recipeId < b.recipeId ? -1 : 1)) };
}

export interface Trusted {
  readonly known: ReadonlyMap<string, Known>;
  readonly priors: (recipeId: string) => Prior;
  readonly trustIn: (recipe: Pick<Recipe, 'id'>) => Trust;
}

/** What an organization thinks of the recipes at a moment. */
export async function trustOfAll({ trust }: Deps, orgId: string, now: Date): Promise<Trusted> {
  const [known, everywhere] = await Promise.all([trust.ofOrganization(orgId), trust.everywhere()]);
  const declared = new Map(builtInRecipes.map((recipe) => [recipe.id, recipe.trust]));
  const priors = (id: string) => {
    const own = known.get(id)?.shared;
    return priorOf(
      { declared: declared.get(id) ?? 0.5, isBuiltIn: declared.has(id), everywhere: everywhere.get(id), own },
      now,
    );
  };
  return { known, priors, trustIn: ({ id }) => trustOf(known.get(id)?.state ?? newTrustState(id), priors(id), now) };
}
