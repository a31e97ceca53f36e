import { html, type Markup } from '../../../shared/markup.ts';
import { countsOf } from '../analysis.ts';
import { type Issue, type Severity, severities } from '../issue.ts';
import { withCommas } from './input.ts';

const radius = 46;
const around = 2 * Math.PI * radius;
const rounded = (value: number) => Number(value.toFixed(2));

/** A ring that is filled as far as the score goes. */
export function riskRing(score: number, tone: Severity | 'good'): Markup {
  return html`<svg viewBox="0 0 108 108" role="img" aria-label="${`Risk score ${score} of 100`}"><circle class="track" cx="54" cy="54" r="${radius}" stroke-width="10"/>
<circle class="${`s-${tone}`}" cx="54" cy="54" r="${radius}" stroke-width="10" stroke-linecap="${score > 0 ? 'round' : 'butt'}" stroke-dasharray="${rounded((around * score) / 100)} ${rounded(around)}" transform="rotate(-90 54 54)"/>
<text x="54" y="56" font-size="32" dominant-baseline="middle" text-anchor="middle">${score}</text></svg>`;
}

/** The shares of the severities, with a legend that says the same in numbers. */
export function severityDonut(issues: readonly Issue[]): Markup {
  const counts = countsOf(issues);
  const total = issues.length;
  let begun = 0;
  const arcs = severities.flatMap((severity) => {
    if (counts[severity] === 0) return [];
    const [length, start] = [(around * counts[severity]) / total, begun];
    begun += length;
    // A gap between two arcs, but none in a ring that has only one.
    const shown = length === around ? length : Math.max(1, length - 2);
    return html`<circle class="${`s-${severity}`}" cx="54" cy="54" r="${radius}" stroke-width="14" stroke-dasharray="${rounded(shown)} ${rounded(around)}" stroke-dashoffset="${rounded(-start)}" transform="rotate(-90 54 54)"/>`;
  });
  const legend = severities.map(
    (severity) =>
      html`<li><svg viewBox="0 0 10 10" aria-hidden="true"><rect class="${`f-${severity}`}" width="10" height="10" rx="3"/></svg>${severity}<b>${withCommas(counts[severity])}</b></li>`,
  );
  return html`<div class="donut"><svg viewBox="0 0 108 108" aria-hidden="true"><circle class="track" cx="54" cy="54" r="${radius}" stroke-width="14"/>${arcs}
<text x="54" y="56" font-size="${total > 9_999 ? 20 : 26}" dominant-baseline="middle" text-anchor="middle">${withCommas(total)}</text></svg><ul class="legend">${legend}</ul></div>`;
}

/** The groups with the most weight first, each a bar of its severities; those beyond the most are counted. */
export function severityBars(issues: readonly Issue[], keyOf: (issue: Issue) => string, most: number): Markup {
  const groups = [...Map.groupBy(issues, keyOf)].toSorted(
    ([a, some], [b, others]) => others.length - some.length || (a < b ? -1 : 1),
  );
  const longest = groups[0]?.[1].length ?? 1;
  const bars = groups.slice(0, most).map(([name, found]) => bar(name, found, longest));
  const hidden = groups.length - most;
  return html`<ul class="bars">${bars}</ul>${hidden > 0 && html`<p class="muted small">and ${withCommas(hidden)} more</p>`}`;
}

function bar(name: string, found: readonly Issue[], longest: number): Markup {
  const counts = countsOf(found);
  let x = 0;
  const parts = severities.flatMap((severity) => {
    if (counts[severity] === 0) return [];
    const [width, start] = [(100 * counts[severity]) / longest, x];
    x += width;
    return html`<rect class="${`f-${severity}`}" x="${rounded(start)}" width="${rounded(width)}" height="10"/>`;
  });
  const said = severities
    .flatMap((severity) => (counts[severity] > 0 ? `${counts[severity]} ${severity}` : []))
    .join(', ');
  return html`<li><span class="${name.includes('/') ? 'name path' : 'name'}" title="${name}"><bdi>${name}</bdi></span><b>${withCommas(found.length)}</b><svg viewBox="0 0 100 10" preserveAspectRatio="none" role="img" aria-label="${said}">${parts}</svg></li>`;
}
