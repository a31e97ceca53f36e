import { html, type Markup } from '../../../shared/markup.ts';
import type { DetectorRun } from '../analysis.ts';
import { countOf, type ReportInput, withCommas } from './input.ts';

/** Of each list; beyond it they are counted. */
const mostListed = 200;
const mostReasons = 20;

/** What was looked at and how it went: each detector, skipped files, suppressed issues. */
export function coverageSection({ analysis }: ReportInput): Markup {
  const skipped = analysis.skipped.map(({ path, reason }) => html`<li><code>${path}</code> ${reason}</li>`);
  const suppressed = (analysis.suppressions ?? []).map(
    ({ issue, reason }) =>
      html`<li><code>${`${issue.file}:${issue.line}`}</code> ${`${issue.detector}/${issue.ruleId}`}${reason !== undefined && html`: ${reason}`}</li>`,
  );
  return html`<section aria-labelledby="coverage"><h2 id="coverage">What was looked at</h2>
<div class="card table"><table><thead><tr><th scope="col">Detector</th><th scope="col">Status</th><th scope="col" class="number">Issues</th><th scope="col" class="number">Time</th></tr></thead>
<tbody>${analysis.detectors.map(detectorRow)}</tbody></table></div>
${folded(countOf(analysis.skipped.length, 'skipped file'), skipped)}
${folded(`${countOf(analysis.suppressed, 'issue')} suppressed by comments in the code`, suppressed)}</section>`;
}

/** What the baseline had and this analysis has not. */
export function goneSection({ comparison }: ReportInput): Markup | undefined {
  if (!comparison || comparison.resolved.length + comparison.unknown.length === 0) return undefined;
  const place = ({
    file,
    line,
    detector,
    ruleId,
  }: (typeof comparison.resolved)[number] | (typeof comparison.unknown)[number]) =>
    html`<li><code>${`${file}:${line}`}</code> ${`${detector}/${ruleId}`}</li>`;
  return html`<section aria-labelledby="gone"><h2 id="gone">Since the baseline</h2>
${folded(countOf(comparison.resolved.length, 'resolved issue'), comparison.resolved.map(place))}
${folded(`${countOf(comparison.unknown.length, 'earlier issue')} that could not be looked for`, comparison.unknown.map(place))}</section>`;
}

function folded(summary: string, rows: readonly Markup[]): Markup | undefined {
  if (rows.length === 0) return undefined;
  const hidden = rows.length - mostListed;
  return html`<details class="card fold"><summary>${summary}</summary><ul class="plain">${rows.slice(0, mostListed)}
${hidden > 0 && html`<li>and ${withCommas(hidden)} more</li>`}</ul></details>`;
}

function detectorRow({ detector, status, issues, durationMs, failures }: DetectorRun): Markup {
  const reasons = failures
    .slice(0, mostReasons)
    .map(({ file, reason }) => html`<li>${file !== undefined && html`<code>${file}</code>: `}${reason}</li>`);
  const hidden = failures.length - reasons.length;
  const why = html`<tr><td colspan="4"><ul>${reasons}${hidden > 0 && html`<li>and ${withCommas(hidden)} more</li>`}</ul></td></tr>`;
  return html`<tr${failures.length > 0 && html` class="failed"`}><th scope="row">${detector}</th><td><span class="badge ${status === 'ok' ? 'good' : 'high'}">${status}</span></td><td class="number">${withCommas(issues)}</td><td class="number">${(durationMs / 1_000).toFixed(2)} s</td></tr>${failures.length > 0 && why}`;
}
