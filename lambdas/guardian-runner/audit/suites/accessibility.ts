import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import * as z from 'zod';
import type { IsolatedWorld } from '../../browser/isolated-world.ts';
import type { Severity } from '../../report/issue.ts';
import type { Finding } from '../finding.ts';
import type { Impact } from '../score.ts';

/** WCAG 2.2 level A and AA, with what they took over: https://github.com/dequelabs/axe-core/blob/develop/doc/API.md#axecore-tags */
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

const AxeNode = z.object({ target: z.array(z.unknown()), html: z.string(), failureSummary: z.string().optional() });
const AxeRule = z.object({
  id: z.string(),
  impact: z.enum(['minor', 'moderate', 'serious', 'critical']).nullish(),
  help: z.string(),
  description: z.string(),
  helpUrl: z.string(),
  nodes: z.array(AxeNode),
});
export type AxeRule = z.infer<typeof AxeRule>;

export const AxeResults = z.object({
  testEngine: z.object({ name: z.string(), version: z.string() }),
  violations: z.array(AxeRule),
  incomplete: z.array(AxeRule),
});
export type AxeResults = z.infer<typeof AxeResults>;

/** Runs axe over the main document. Frames are pages of their own and mostly somebody else's. */
export async function runAxe(world: IsolatedWorld): Promise<{ results: AxeResults; json: string }> {
  const source = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
  await world.evaluate(`${source};undefined`);
  const options = {
    runOnly: { type: 'tag', values: tags },
    resultTypes: ['violations', 'incomplete'],
    iframes: false,
    preload: false,
  };
  const json = z
    .string()
    .parse(await world.evaluate(`axe.run(document, ${JSON.stringify(options)}).then((r) => JSON.stringify(r))`));
  return { results: AxeResults.parse(JSON.parse(json)), json };
}

const severityOf: Readonly<Record<Impact, Severity>> = {
  minor: 'low',
  moderate: 'medium',
  serious: 'high',
  critical: 'critical',
};

/** Rules whose repair is a local edit of the markup, which is what Autopilot can do. */
const mendable = new Set([
  'area-alt',
  'aria-hidden-body',
  'button-name',
  'document-title',
  'html-has-lang',
  'html-lang-valid',
  'image-alt',
  'input-button-name',
  'input-image-alt',
  'label',
  'link-name',
  'meta-refresh',
  'meta-viewport',
  'select-name',
  'svg-img-alt',
  'valid-lang',
]);

export function accessibilityFindings(rules: readonly AxeRule[]): Finding[] {
  return rules.map((rule) => ({
    suite: 'accessibility',
    ruleId: rule.id,
    severity: severityOf[rule.impact ?? 'minor'],
    title: rule.help,
    message: rule.description,
    helpUrl: rule.helpUrl,
    places: rule.nodes.map((node) => ({ selector: selectorOf(node.target), snippet: node.html })),
    nodes: rule.nodes.length,
    ...suggestion(rule),
    canBeHandedToAutopilot: mendable.has(rule.id),
  }));
}

/** For the score: every rule with its impact and number of nodes. */
export function accessibilityImpacts(rules: readonly AxeRule[]): { impact: Impact; nodes: number }[] {
  return rules.map((rule) => ({ impact: rule.impact ?? 'minor', nodes: rule.nodes.length }));
}

/** Axe nests targets for shadow roots; joined they read as one path. */
function selectorOf(target: readonly unknown[]): string {
  return target.flat(Infinity).map(String).join(' ');
}

const shownAdvice = 3;

/** Axe writes "Fix any of the following:" and then one reason per line; the first ones are the plain ones. */
function suggestion(rule: AxeRule): { suggestion?: string } {
  const lines = (rule.nodes[0]?.failureSummary ?? '').split('\n').map((line) => line.trim());
  const ways = lines.filter((line) => line !== '' && !line.endsWith('of the following:')).slice(0, shownAdvice);
  if (ways.length === 0) return {};
  const isChoice = ways.length > 1 && /^Fix any\b/.test(lines[0] ?? '');
  return { suggestion: `Correct ${isChoice ? 'one of these' : 'this'}: ${ways.join('; ')}.` };
}
