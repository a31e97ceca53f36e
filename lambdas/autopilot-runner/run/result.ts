import * as z from 'zod';
import type { AutopilotResult } from '../../../engines/autopilot/autopilot.ts';
import { LedgerEntry } from '../../../engines/autopilot/cycle/ledger.ts';
import { metrics } from '../../../engines/autopilot/recipe.ts';
import type { PullRequestInput } from '../../../engines/autopilot/report/pull-request.ts';
import type { Done } from './done.ts';

const Count = z.int().min(0);
const Counts = z.record(z.enum(metrics), z.number());
const Edit = z.object({ recipeId: z.string(), path: z.string(), changedLines: Count });

/** What is kept of a run in the bucket, and shown. */
export const RunResult = z
  .object({
    version: z.literal(1),
    mode: z.string(),
    status: z.enum(['completed', 'rolled-back', 'noop']),
    error: z.string().optional(),
    decisions: z.array(
      z.object({
        ...{ recipeId: z.string(), decision: z.enum(['execute', 'review', 'skip']), isIncluded: z.boolean() },
        ...{ trust: z.number(), confidence: z.number(), issues: Count, reasons: z.array(z.string()) },
      }),
    ),
    applied: z.array(Edit.extend({ resolved: z.array(z.string()) })),
    dropped: z.array(Edit.extend({ why: z.string(), reason: z.string() })),
    failedRecipes: z.array(z.object({ recipeId: z.string(), reason: z.string() })),
    metrics: z.object({ before: Counts, after: Counts }),
    gates: z.array(
      z.object({
        ...{ gate: z.string(), limit: z.number(), actual: z.number(), passed: z.boolean(), explanation: z.string() },
      }),
    ),
    budget: z.object({
      limits: z.object({ maxFiles: Count, maxLinesPerFile: Count, maxTotalLines: Count, maxRecipes: Count }),
      spent: z.object({ recipes: Count, files: Count, totalLines: Count }),
    }),
    risk: z.object({ spent: z.number(), warnings: z.array(z.string()) }),
    ledger: z.array(LedgerEntry),
    files: z.array(z.object({ path: z.string(), beforeHash: z.string().nullable(), afterHash: z.string().nullable() })),
    isProvenLargest: z.boolean(),
    verifications: Count,
    timings: z.record(z.string(), z.number()),
    unattested: z
      .string()
      .optional()
      .describe('Why a run that changed something has no attestation, where its project does not require one.'),
    pullRequest: z.object({ title: z.string(), body: z.string() }).optional(),
  })
  .meta({ id: 'AutopilotResult' });
export type RunResult = z.infer<typeof RunResult>;

type Hash = (bytes: Uint8Array) => string;

/** Without bytes of files: those are in the patch. */
export function resultOf({ cycle, settings, spent, risk }: AutopilotResult, hash: Hash): Done['result'] {
  const hashOf = (bytes: Uint8Array | null) => bytes && hash(bytes);
  return {
    ...{ version: 1, mode: cycle.mode, status: cycle.status, ...(cycle.error !== undefined && { error: cycle.error }) },
    decisions: cycle.decisions.map(({ choice }) => {
      const { recipeId, decision, isIncluded, trust, confidence, issues, reasons } = choice;
      return { recipeId, decision, isIncluded, trust, confidence, issues, reasons: [...reasons] };
    }),
    applied: cycle.applied.map(({ recipeId, path, changedLines, resolved }) => ({
      ...{ recipeId, path, changedLines, resolved: [...resolved] },
    })),
    dropped: cycle.dropped.map(({ recipeId, path, changedLines, why, reason }) => ({
      ...{ recipeId, path, changedLines, why, reason },
    })),
    failedRecipes: [...cycle.failedRecipes].map(([recipeId, reason]) => ({ recipeId, reason })),
    metrics: { before: cycle.before.metrics, after: cycle.after.metrics },
    gates: cycle.gates.map((gate) => ({ ...gate })),
    budget: { limits: settings.budget, spent },
    risk: { spent: risk.spent, warnings: [...risk.warnings] },
    ledger: [...cycle.ledger],
    files: cycle.changes.map(({ path, before, after }) => ({
      ...{ path, beforeHash: hashOf(before), afterHash: hashOf(after) },
    })),
    ...{ isProvenLargest: cycle.selection.isProvenLargest, verifications: cycle.selection.verifications },
    timings: { ...cycle.timings },
  };
}

/** What a person reads before they merge. */
export function pullRequestInput(
  { decisions, applied, dropped, ...cycle }: AutopilotResult['cycle'],
  runId: string,
): PullRequestInput {
  const ofRecipe = (id: string) => applied.filter(({ recipeId }) => recipeId === id);
  const lines = new Map<string, number>();
  for (const { path, changedLines } of applied) lines.set(path, (lines.get(path) ?? 0) + changedLines);
  return {
    runId,
    recipes: decisions
      .filter(({ recipe }) => ofRecipe(recipe.id).length > 0)
      .map(({ recipe: { id, name, version }, choice: { reasons } }) => ({
        ...{ id, name, version, reasons, files: ofRecipe(id).length },
        resolved: ofRecipe(id).flatMap(({ resolved }) => resolved).length,
      })),
    files: [...lines].map(([path, changedLines]) => ({ path, changedLines })),
    metrics: { before: cycle.before.metrics, after: cycle.after.metrics },
    gates: cycle.gates,
    rejected: dropped.map(({ recipeId, reason }) => ({ recipeId, reason })),
  };
}
