import { html, type Markup } from '../../../shared/markup.ts';
import type { Budget, BudgetState, GuardianReport, Metrics } from './report.ts';

const milliseconds = (value: number) => (value >= 1000 ? `${(value / 1000).toFixed(2)} s` : `${Math.round(value)} ms`);
const size = (value: number) => {
  if (value >= 1_000_000) return `${(value / 1_000_000).toFixed(2)} MB`;
  return value >= 1000 ? `${Math.round(value / 1000)} kB` : `${value} B`;
};

const rows: readonly {
  readonly metric: keyof Metrics;
  readonly name: string;
  readonly show: (value: number) => string;
}[] = [
  { metric: 'lcp', name: 'Largest Contentful Paint', show: milliseconds },
  { metric: 'fcp', name: 'First Contentful Paint', show: milliseconds },
  { metric: 'cls', name: 'Cumulative Layout Shift', show: String },
  { metric: 'tbt', name: 'Total Blocking Time', show: milliseconds },
  { metric: 'si', name: 'Speed Index', show: milliseconds },
  { metric: 'ttfb', name: 'Time to First Byte', show: milliseconds },
  { metric: 'bytes', name: 'Transferred', show: size },
  { metric: 'jsBytes', name: 'JavaScript', show: size },
  { metric: 'requests', name: 'Requests', show: String },
];

const states: Readonly<Record<BudgetState, { words: string; grade: string }>> = {
  within: { words: 'within budget', grade: 'good' },
  over: { words: 'just over budget', grade: 'fair' },
  warning: { words: 'over budget', grade: 'fair' },
  critical: { words: 'far over budget', grade: 'poor' },
};

export function metricsSection(report: GuardianReport): Markup | string {
  const lines = rows.flatMap(({ metric, name, show }) => {
    const value = report.metrics[metric];
    if (value === null) return [];
    const budget = report.budgets.find((one) => one.metric === metric);
    return [
      html`<tr><th scope="row">${name}</th><td class="number">${show(value)}</td>${budgetCells(budget, show)}</tr>`,
    ];
  });
  if (lines.length === 0) return '';
  return html`<section aria-labelledby="metrics"><h2 id="metrics">Metrics</h2>
<div class="card table"><table><thead><tr><th scope="col">Metric</th><th scope="col" class="number">Measured</th><th scope="col" class="number">Budget</th><th scope="col">State</th></tr></thead>
<tbody>${lines}</tbody></table></div></section>`;
}

function budgetCells(budget: Budget | undefined, show: (value: number) => string): Markup {
  if (!budget) return html`<td class="number muted">–</td><td></td>`;
  const { words, grade } = states[budget.state];
  const filled = Math.min(100, Math.round(budget.ratio * 100));
  return html`<td class="number muted">${show(budget.limit)}</td><td><span class="state ${grade}"><span class="bar" aria-hidden="true"><i style="width:${filled}%"></i></span>${words}</span></td>`;
}
