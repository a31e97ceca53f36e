import { html, type Markup } from '../../../shared/markup.ts';
import type { Comparison } from '../baseline/compare.ts';
import { severities } from '../issue.ts';
import { riskRing, severityBars, severityDonut } from './html-charts.ts';
import { riskTrend } from './html-trend.ts';
import { type ReportInput, withCommas } from './input.ts';

/** The numbers, and then where the issues are. */
export function overview({ analysis, comparison, history = [], analysedAt }: ReportInput): Markup {
  const { issues, riskScore, counts } = analysis;
  const now = analysedAt === undefined ? [] : [{ analysedAt, riskScore, issues: issues.length }];
  const trend = riskTrend([...history, ...now]);
  return html`<section class="grid overview${!comparison && ' two'}" aria-labelledby="overview"><h2 class="hidden" id="overview">Overview</h2>
<div class="card risk">${riskRing(riskScore, severities.find((severity) => counts[severity] > 0) ?? 'good')}<div><h3>Risk score</h3><p class="small">0 is nothing, 100 is the most. The first problems count most.</p></div></div>
<div class="card"><h3>By severity</h3>${severityDonut(issues)}</div>
${comparison && deltaCard(comparison)}</section>
${
  (issues.length > 0 || trend) &&
  html`<section aria-labelledby="where"><h2 id="where">Where they are</h2><div class="grid">
${
  issues.length > 0 &&
  html`<div class="card"><h3>By detector</h3>${severityBars(issues, ({ detector }) => detector, 8)}</div>
<div class="card"><h3>By file</h3>${severityBars(issues, ({ file }) => file, 8)}</div>`
}
${trend && html`<div class="card trend">${trend}</div>`}</div></section>`
}`;
}

function deltaCard(comparison: Comparison): Markup {
  const row = (count: number, words: string, tone: string) =>
    html`<li class="${count === 0 ? 'none' : tone}"><b>${withCommas(count)}</b>${words}</li>`;
  return html`<div class="card"><h3>Since the baseline</h3><ul class="delta">${row(comparison.new.length, 'new', 'new')}
${row(comparison.resolved.length, 'resolved', 'resolved')}${row(comparison.unchanged.length, 'unchanged', '')}
${comparison.unknown.length > 0 && row(comparison.unknown.length, 'could not be looked for', '')}</ul></div>`;
}
