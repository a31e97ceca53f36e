import { html, type Markup } from '../../../shared/markup.ts';
import { type Issue, type Severity, type Suite, severities } from './issue.ts';
import type { GuardianReport } from './report.ts';
import { webLink } from './web-link.ts';

const suiteNames: Readonly<Record<Suite, string>> = {
  accessibility: 'Accessibility',
  performance: 'Performance',
  security: 'Security',
  seo: 'SEO',
  'best-practices': 'Best practices',
  content: 'Content',
  mobile: 'Mobile',
};

export function issueSections(report: GuardianReport): Markup {
  const groups = report.suites.map((suite) => group(suite, report.issues, report.unmeasured.includes(suite)));
  const strays = report.issues.filter((issue) => !report.suites.includes(issue.suite));
  const review = report.needsReview.length === 0 ? '' : reviewSection(report.needsReview);
  return html`<section id="findings" aria-labelledby="findings-title"><h2 id="findings-title">Findings</h2>
${summary(report.issues)}
${groups}${strays.map(card)}</section>${review}`;
}

function summary(issues: readonly Issue[]): Markup {
  if (issues.length === 0) return html`<p class="muted">No findings.</p>`;
  const counts = severities.flatMap((severity) => {
    const count = issues.filter((issue) => issue.severity === severity).length;
    return count === 0 ? [] : [html`<li>${badge(severity)} ${count}</li>`];
  });
  return html`<ul class="counts">${counts}</ul>`;
}

function group(suite: Suite, issues: readonly Issue[], isUnmeasured: boolean): Markup {
  const own = issues.filter((issue) => issue.suite === suite);
  const state = isUnmeasured ? 'not measured' : own.length === 0 ? 'nothing found' : `${own.length}`;
  const tone = isUnmeasured ? 'unmeasured' : own.length === 0 ? 'clean' : '';
  return html`<div class="suite"><h3>${suiteNames[suite]} <span class="count ${tone}">${state}</span></h3>${own.map(card)}</div>`;
}

function reviewSection(issues: readonly Issue[]): Markup {
  return html`<section aria-labelledby="review"><h2 id="review">Needs review</h2>
<p class="muted">A machine cannot decide these; they do not count towards the score.</p>${issues.map(card)}</section>`;
}

function card(issue: Issue): Markup {
  const nodes =
    issue.nodes === undefined || issue.nodes < 2 ? '' : html`<span class="nodes">${issue.nodes} places</span>`;
  return html`<details class="card issue ${issue.severity}"${issue.severity === 'critical' || issue.severity === 'high' ? html` open` : ''}>
<summary>${badge(issue.severity)}<span class="what">${issue.title}</span>${nodes}</summary>
<div class="body"><p>${issue.message}</p>
${issue.suggestion === undefined ? '' : html`<p class="suggestion"><b>How to fix</b> ${issue.suggestion}</p>`}
${places(issue)}
<p class="small"><code>${issue.ruleId}</code>${issue.canBeHandedToAutopilot ? html`<span class="tag">Autopilot can fix this</span>` : ''}${webLink(issue.helpUrl, 'Learn more')}</p>
</div></details>`;
}

function places(issue: Issue): Markup | string {
  const shown = issue.occurrences ?? [];
  if (shown.length === 0) return '';
  const hidden = (issue.nodes ?? shown.length) - shown.length;
  const lines = shown.map(
    (one) => html`<li><code class="selector">${one.selector}</code><pre><code>${one.snippet}</code></pre></li>`,
  );
  return html`<ol class="places">${lines}</ol>${hidden > 0 ? html`<p class="muted small">and ${hidden} more</p>` : ''}`;
}

function badge(severity: Severity): Markup {
  return html`<span class="badge ${severity}">${severity}</span>`;
}
