import { createHash } from 'node:crypto';
import * as z from 'zod';
import { changedLinesIn, hunksOf } from '../patch/hunks.ts';
import { Metric, type Metrics, type Recipe } from '../recipe.ts';
import type { Composed } from './compose.ts';
import { fromMetrics } from './guarded.ts';

const MetricValues = z.record(Metric, z.number());

export const LedgerEdit = z.object({
  path: z.string(),
  operation: z.enum(['create', 'update', 'delete']),
  diffLines: z.int().min(0).describe('Lines taken away and added.'),
  beforeHash: z.string().nullable().describe('SHA-256 of all bytes of the file; null: there was none.'),
  afterHash: z.string().nullable(),
});
export type LedgerEdit = z.infer<typeof LedgerEdit>;

/** What one recipe did in one cycle. The edits of one file follow each other by their hashes, over all recipes. */
export const LedgerEntry = z.object({
  runId: z.string(),
  startedAt: z.iso.datetime(),
  completedAt: z.iso.datetime(),
  recipe: z.string(),
  metrics: z.object({
    before: MetricValues,
    after: MetricValues,
    improvement: MetricValues.describe('Before minus after. Of the whole cycle: recipes are verified together.'),
  }),
  edits: z.array(LedgerEdit),
  status: z.enum(['completed', 'failed', 'rolled-back']),
  error: z.string().optional(),
});
export type LedgerEntry = z.infer<typeof LedgerEntry>;

export const improvementOf = (before: Metrics, after: Metrics): Metrics =>
  fromMetrics((metric) => before[metric] - after[metric]);

/** In the order in which they were made; `markOf` gives the byte order mark that a file has. */
export function ledgerEditsOf(
  composed: readonly Composed[],
  recipe: Recipe,
  markOf: (path: string) => string,
): LedgerEdit[] {
  return composed.flatMap(({ path, steps }) =>
    steps
      .filter((step) => step.recipe === recipe)
      .map(({ before, after }) => ({
        ...{ path, operation: 'update' as const, diffLines: changedLinesIn(hunksOf(before, after)) },
        ...{ beforeHash: hashOf(markOf(path) + before), afterHash: hashOf(markOf(path) + after) },
      })),
  );
}

const hashOf = (text: string) => createHash('sha256').update(text).digest('hex');
