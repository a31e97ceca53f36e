import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import * as z from 'zod';
import { Feedback } from '../../../engines/autopilot/trust/outcome.ts';
import type { Context } from '../../../shared/context.ts';
import { tryTransact } from '../../../shared/dynamo-transaction.ts';
import { AppError } from '../../../shared/errors.ts';
import { findConcluded, type ReadRunDeps } from '../run/read-run.ts';
import type { GivenFeedback } from '../run/run.ts';
import type { TrustStore } from './store.ts';

export const NewFeedback = z.strictObject({
  outcome: Feedback.describe('What became of the pull request.'),
  recipes: z.array(z.string()).min(1).max(100).optional().describe('Only these of the run; default: all that acted.'),
});
export type NewFeedback = z.infer<typeof NewFeedback>;

export interface FeedbackDeps extends ReadRunDeps {
  readonly dynamo: DynamoDBClient;
  readonly trust: TrustStore;
}

/** Others give feedback on the same recipes at the same time. */
const attempts = 5;

/**
 * What people made of a run moves the trust in its recipes, once.
 * @throws AppError `not_found`, `conflict` for a run that has feedback or that changed nothing, `validation_failed` for a recipe that did not act
 */
export async function giveFeedback(call: {
  ctx: Context;
  deps: FeedbackDeps;
  input: NewFeedback & { readonly id: string };
}): Promise<GivenFeedback> {
  const { ctx, deps, input } = call;
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const run = await findConcluded(call);
    if (run.feedback) throw new AppError('conflict', 'This run has its feedback; it counts once.');
    const recipes = recipesOf(run.outcome.recipes, input.recipes);
    const feedback = { outcome: input.outcome, at: new Date(ctx.now).toISOString(), recipes };
    const known = await deps.trust.ofOrganization(ctx.orgId);
    const at = new Date(ctx.now);
    const writes = recipes.flatMap((recipeId) =>
      deps.trust.outcome(ctx.orgId, known.get(recipeId), { recipeId, outcome: input.outcome, at }),
    );
    if (await tryTransact(deps.dynamo, [deps.runs.feedback(ctx.orgId, run.id, feedback), ...writes])) return feedback;
  }
  throw new AppError('conflict', 'The trust in these recipes changes too often just now. Try again.');
}

function recipesOf(acted: readonly string[], wanted: readonly string[] | undefined): string[] {
  if (acted.length === 0) throw new AppError('conflict', 'No recipe acted in this run, so there is nothing to judge.');
  const others = (wanted ?? []).filter((id) => !acted.includes(id));
  if (others.length > 0) {
    const message = `These did not act in this run: ${others.join(', ')}.`;
    throw new AppError('validation_failed', message, { errors: [{ path: 'body.recipes', message }] });
  }
  return [...new Set(wanted ?? acted)];
}
