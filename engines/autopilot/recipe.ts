import * as z from 'zod';

export const metrics = [
  'typescript',
  'lint',
  'security',
  'performance',
  'imports',
  'packages',
  'runtime',
  'build',
  'circular',
  'network',
  'complexity',
  'isolation',
  'totalIssues',
  'fixableIssues',
] as const;
export const Metric = z.enum(metrics);
export type Metric = z.infer<typeof Metric>;
export type Metrics = Readonly<Record<Metric, number>>;

export const ConditionRule = z.strictObject({
  metric: Metric,
  operator: z.enum(['>', '>=', '<', '<=', '==', '!=']),
  value: z.number(),
});

export const Condition = z.strictObject({
  type: z
    .enum(['threshold', 'any', 'all'])
    .describe('`threshold` has one rule; of `any` one must hold; of `all` every one.'),
  rules: z.array(ConditionRule).min(1).max(20),
});
export type Condition = z.infer<typeof Condition>;

const Language = z.enum(['ts', 'tsx', 'js', 'jsx']);

/** A rule of ast-grep as its documentation has it; its own parser checks the inside. */
const AstRule = z.record(z.string(), z.unknown());

export const AstGrepAction = z.strictObject({
  type: z.literal('ast-grep'),
  languages: z.array(Language).min(1).default(['ts', 'tsx', 'js', 'jsx']),
  where: AstRule.optional().describe('A file in which this matches nothing is left alone, e.g. one without an import.'),
  unless: AstRule.optional().describe('A file in which this matches something is left alone.'),
  rule: AstRule,
  constraints: z.record(z.string(), AstRule).optional(),
  transform: z.record(z.string(), z.unknown()).optional(),
  fix: z
    .union([
      z.string(),
      z.strictObject({ template: z.string(), expandStart: AstRule.optional(), expandEnd: AstRule.optional() }),
    ])
    .describe('What takes the place of a match; `$NAME` and `$$$NAME` stand for what was matched.'),
});

export const OxlintAction = z.strictObject({
  type: z.literal('oxlint-fix'),
  rules: z
    .array(z.string().regex(/^[a-z0-9-]+\/[a-z0-9-]+$/))
    .min(1)
    .describe('`plugin/rule`, of rules whose fixes are safe.'),
});

export const JsonEditAction = z.strictObject({
  type: z.literal('json-edit'),
  files: z.array(z.string()).min(1).describe('Globs.'),
  edits: z
    .array(z.strictObject({ pointer: z.string(), op: z.enum(['set', 'remove']), value: z.unknown().optional() }))
    .min(1),
});

export const TextEditAction = z.strictObject({
  type: z.literal('text-edit'),
  files: z.array(z.string()).min(1).describe('Globs.'),
  find: z.string().min(1).describe('Plain text, not a pattern.'),
  replace: z.string(),
});

/** For what no pattern can say: a transformation of ours, by its name. A recipe of somebody else has none of these. */
export const BuiltInAction = z.strictObject({ type: z.literal('built-in'), name: z.string() });

export const Action = z.discriminatedUnion('type', [
  AstGrepAction,
  OxlintAction,
  JsonEditAction,
  TextEditAction,
  BuiltInAction,
]);
export type Action = z.infer<typeof Action>;

/** `odavl.recipe.json` */
export const Recipe = z.strictObject({
  $schema: z.string().optional(),
  id: z.string().regex(/^[a-z][a-z0-9-]{1,63}$/),
  version: z.string().regex(/^\d+\.\d+\.\d+$/),
  name: z.string().min(1).max(100),
  description: z.string().min(1).max(1_000),
  trust: z.number().min(0.1).max(1).default(0.5).describe('What is believed of it before it has run.'),
  confidence: z
    .number()
    .min(0)
    .max(1)
    .describe('How sure the author is that each of its edits keeps what the code does.'),
  priority: z.int().min(0).max(100),
  risk: z.enum(['low', 'medium', 'high']),
  tags: z.array(z.string().regex(/^[a-z][a-z0-9-]*$/)).max(20),
  condition: Condition,
  guards: z.array(Metric).default([]).describe('What must not rise by it, beside what never may.'),
  resolves: z.array(z.string()).default([]).describe('Ids of the Insight rules whose issues it removes.'),
  actions: z.array(Action).min(1).max(20),
});
export type Recipe = z.infer<typeof Recipe>;

/** Ids of the rules of Insight that one of the recipes is for. */
export const rulesResolvedBy = (recipes: readonly Pick<Recipe, 'resolves'>[]): ReadonlySet<string> =>
  new Set(recipes.flatMap(({ resolves }) => resolves));
