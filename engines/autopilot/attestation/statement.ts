import * as z from 'zod';
import { canonical } from '../../../shared/audit-chain.ts';
import { Budget } from '../gates/settings.ts';
import { metrics, Recipe } from '../recipe.ts';
import { sha256Of } from './tree-digest.ts';

export const statementType = 'https://in-toto.io/Statement/v1';
export const predicateType = 'https://odavl.com/attestations/autopilot-run/v1';

const Sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'Not a SHA-256 in hexadecimal');
const Digest = z.strictObject({ sha256: Sha256 });
const Id = z.string().min(1).max(200);
const Count = z.int().min(0);
const Counts = z.record(z.enum(metrics), Count);

const Approval = z.strictObject({
  kind: z.enum(['not-needed', 'automatic', 'by-name']),
  recipes: z.array(Id).describe('Those that a person approved.'),
  approvedBy: Id.optional(),
});

/** What was done in a run, and why it may be relied on. */
export const RunPredicate = z.strictObject({
  runId: Id,
  projectId: Id,
  sequence: z.int().min(1).describe('Of the attestations of this project; there is no gap.'),
  previous: Digest.describe('Of the statement before; of the first one: of the id of the project.'),
  startedAt: z.iso.datetime(),
  completedAt: z.iso.datetime(),
  findings: z
    .array(z.strictObject({ id: Id, ruleId: Id, file: z.string().min(1), recipeId: Id }))
    .describe('What was resolved, and by which recipe.'),
  recipes: z.array(z.strictObject({ id: Id, version: Id, digest: Digest })).describe('In the order of application.'),
  metrics: z.strictObject({ before: Counts, after: Counts }),
  gates: z.array(z.strictObject({ gate: Id, limit: z.number(), actual: z.number(), passed: z.boolean() })),
  budget: z.strictObject({
    limits: Budget,
    spent: z.strictObject({ recipes: Count, files: Count, totalLines: Count }),
  }),
  approval: Approval,
  patch: Digest.describe('Of the unified diff, as it was given out.'),
});
export type RunPredicate = z.infer<typeof RunPredicate>;

const subject = <Name extends string>(name: Name) => z.strictObject({ name: z.literal(name), digest: Digest });

/** in-toto Statement v1: what is said of the tree before and the tree after. */
export const RunStatement = z.strictObject({
  _type: z.literal(statementType),
  subject: z.tuple([subject('before'), subject('after')]),
  predicateType: z.literal(predicateType),
  predicate: RunPredicate,
});
export type RunStatement = z.infer<typeof RunStatement>;

/** @throws ZodError for a predicate that is none, so that nothing else is ever signed */
export function statementOf(
  trees: { readonly before: string; readonly after: string },
  run: RunPredicate,
): RunStatement {
  return RunStatement.parse({
    _type: statementType,
    subject: [
      { name: 'before', digest: { sha256: trees.before } },
      { name: 'after', digest: { sha256: trees.after } },
    ],
    predicateType,
    predicate: run,
  });
}

/** The one text of a statement: canonical JSON (RFC 8785). It is what is signed, and what its digest is of. */
export function statementText(statement: RunStatement): string {
  return canonical(statement);
}

/** By which the next statement of the project links to this one. Signatures are no part of it, so signing again breaks nothing. */
export function statementDigest(statement: RunStatement): string {
  return sha256Of(statementText(statement));
}

/** What the first statement of a project follows: so a chain cannot be passed off as that of another project. */
export function firstPrevious(projectId: string): string {
  return sha256Of(projectId);
}

/** Of a recipe with its defaults filled in, as canonical JSON. */
export function recipeDigest(recipe: Recipe): string {
  return sha256Of(canonical(Recipe.parse(recipe)));
}
