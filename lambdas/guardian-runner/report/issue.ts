import * as z from 'zod';
import { Suite, severities, suites } from '../../../shared/task/type/guardian-test.ts';

export { Suite, severities, suites };

export const Severity = z.enum(severities);
export type Severity = z.infer<typeof Severity>;

/** One place on the page where a rule is broken. Its fingerprint survives reordering, not a rewrite of the markup. */
export const Occurrence = z.object({
  fingerprint: z.string().regex(/^[0-9a-f]{64}$/),
  selector: z.string(),
  snippet: z.string(),
});
export type Occurrence = z.infer<typeof Occurrence>;

/** One broken rule on one page. `nodes` counts all places, `occurrences` shows the first ones. */
export const Issue = z.object({
  id: z.string(),
  fingerprint: z.string().regex(/^[0-9a-f]{64}$/),
  suite: Suite,
  ruleId: z.string(),
  severity: Severity,
  title: z.string(),
  message: z.string(),
  helpUrl: z.url().optional(),
  selector: z.string().optional(),
  snippet: z.string().optional(),
  nodes: z.int().positive().optional(),
  occurrences: z.array(Occurrence).optional(),
  suggestion: z.string().optional(),
  canBeHandedToAutopilot: z.boolean(),
});
export type Issue = z.infer<typeof Issue>;
