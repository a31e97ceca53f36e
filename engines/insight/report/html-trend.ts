import { html, type Markup } from '../../../shared/markup.ts';
import { countOf, type HistoryPoint } from './input.ts';

const rounded = (value: number) => Number(value.toFixed(2));

/** How many analyses a line can still show. */
const mostPoints = 200;

/** The risk score over the analyses, the oldest at the left; from 0 to the next 25 above the highest. */
export function riskTrend(history: readonly HistoryPoint[]): Markup | undefined {
  const points = history.slice(-mostPoints);
  const [first, last] = [points[0], points.at(-1)];
  if (!first || !last || points.length < 2) return undefined;
  const highest = Math.max(...points.map(({ riskScore }) => riskScore));
  const top = Math.max(25, Math.ceil(highest / 25) * 25);
  const at = points.map(
    ({ riskScore }, index) =>
      `${rounded((600 * index) / (points.length - 1))},${rounded(120 - (120 * riskScore) / top)}`,
  );
  const label = `Risk score from ${first.riskScore} to ${last.riskScore} in ${points.length} analyses, at most ${highest}`;
  return html`<h3>Risk score over time, on a scale from 0 to ${top}</h3><svg viewBox="0 0 600 120" preserveAspectRatio="none" role="img" aria-label="${label}">
${[0, 60, 120].map((y) => html`<line class="grid-line" x1="0" x2="600" y1="${y}" y2="${y}"/>`)}
<polygon class="area" points="0,120 ${at.join(' ')} 600,120"/><polyline class="line" points="${at.join(' ')}"/></svg>
<p class="ends"><span>${endOf(first)}</span><span>${endOf(last)}</span></p>`;
}

function endOf({ analysedAt, riskScore, issues }: HistoryPoint): string {
  return `${analysedAt.slice(0, 10)}: risk ${riskScore}, ${countOf(issues, 'issue')}`;
}
