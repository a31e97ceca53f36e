import * as z from 'zod';
import { longestGlob, whyUnreadableGlob } from './glob.ts';

/** How much one cycle may change. The bounds are what may be asked for. */
export const Budget = z.strictObject({
  maxFiles: z.int().min(1).max(50).describe('Files that one cycle changes.'),
  maxLinesPerFile: z
    .int()
    .min(10)
    .max(200)
    .describe('Lines taken away and added in one file, by all recipes together.'),
  maxTotalLines: z.int().min(10).max(10_000).describe('The same over all files.'),
  maxRecipes: z.int().min(1).max(20).describe('Recipes that one cycle applies.'),
});
export type Budget = z.infer<typeof Budget>;

const Delta = z.int().min(-100_000).max(0);

/** The most that a number may rise; below zero it must fall by as much. */
export const Deltas = z.strictObject({
  lint: Delta.max(100_000).optional(),
  types: Delta.optional().describe('At most 0: type errors may never rise.'),
  complexity: Delta.optional().describe('At most 0: it may never rise.'),
});
export type Deltas = z.infer<typeof Deltas>;

const whyAlwaysRolledBack =
  'It is always true: what fails a gate is never handed out, for all is tried on a copy first. Leave it out, or loosen the gate.';

/** What must hold for a cycle to count as done. */
export const Gates = z.strictObject({
  riskBudget: z.int().min(0).max(1_000).describe('Risk points of all recipes of a cycle together.'),
  maxRiskPerAction: z
    .int()
    .min(0)
    .max(100)
    .describe('Risk points that one recipe may have in a cycle unless a person approves it.'),
  minSuccessRate: z.number().min(0).max(1).describe('Of the runs of the project so far, or a person must approve.'),
  maxConsecutiveFailures: z.int().min(1).max(100).describe('Failed runs in a row, or a person must approve.'),
  rollbackOnFailure: z
    .literal(true, { error: whyAlwaysRolledBack })
    .describe('Always true: what fails a gate is never handed out.'),
  requireAttestation: z
    .boolean()
    .describe(
      'Whether a run that cannot be signed fails; else it completes, and its result says why nobody signed it.',
    ),
  deltas: Deltas,
});
export type Gates = z.infer<typeof Gates>;

export const Glob = z
  .string()
  .min(1)
  .max(longestGlob)
  .superRefine((glob, context) => {
    const reason = whyUnreadableGlob(glob);
    if (reason) context.addIssue({ code: 'custom', message: reason });
  });

/** What a project, a run or the file `.odavl/gates.yml` asks for; all of it may be left out. */
export const AutopilotSettings = z.strictObject({
  budget: Budget.partial().optional(),
  gates: Gates.partial().optional(),
  protected: z
    .array(Glob)
    .max(100)
    .optional()
    .describe('Globs of files never to be touched, beside the built-in ones.'),
});
export type AutopilotSettings = z.infer<typeof AutopilotSettings>;

/** What a run goes by. */
export interface EffectiveSettings {
  readonly budget: Budget;
  readonly gates: Gates;
  /** With those that are always there. */
  readonly protected: readonly string[];
}

export const defaultSettings = {
  budget: { maxFiles: 10, maxLinesPerFile: 40, maxTotalLines: 400, maxRecipes: 5 },
  gates: {
    riskBudget: 100,
    maxRiskPerAction: 25,
    minSuccessRate: 0.75,
    maxConsecutiveFailures: 3,
    rollbackOnFailure: true,
    requireAttestation: true,
    deltas: {},
  },
  protected: [
    ...['security/**', 'auth/**', 'public-api/**', '**/*.spec.*', '**/*.test.*', '**/migrations/**'],
    ...['**/prisma/schema.prisma', 'package.json', 'tsconfig.json'],
    // Whoever may change these decides what is protected, and what history says.
    ...['.odavl/**', '.git/**'],
  ],
} as const satisfies EffectiveSettings;
