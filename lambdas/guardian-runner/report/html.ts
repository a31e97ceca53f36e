import { html, Markup } from '../../../shared/markup.ts';
import { issueSections } from './html-issues.ts';
import { metricsSection } from './html-metrics.ts';
import { gradeOf, scoreRing } from './html-rings.ts';
import { style } from './html-style.ts';
import type { GuardianReport, Scores, Status } from './report.ts';

export interface Picture {
  readonly contentType: string;
  readonly bytes: Buffer;
}

/** One self-contained page: no scripts, nothing to load, readable on screen, on paper and by a screen reader. */
export function renderHtml(report: GuardianReport, screenshot?: Picture): string {
  const host = URL.parse(report.finalUrl ?? report.url)?.host ?? report.url;
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
<title>${`Guardian: ${host} ${headlines[report.status].short}`}</title>
<style>${new Markup(style)}</style>
</head>
<body>
<a class="skip" href="#findings">Skip to the findings</a>
${head(report)}
<main>
${overview(report, screenshot)}
${metricsSection(report)}
${issueSections(report)}
${noticesSection(report)}
</main>
${foot(report)}
</body>
</html>
`.toString();
}

const headlines: Readonly<Record<Status, { short: string; long: string; tone: 'good' | 'bad' | 'unknown' }>> = {
  passed: { short: 'passed', long: 'This page passes', tone: 'good' },
  failed: { short: 'failed', long: 'This page does not pass', tone: 'bad' },
  unreachable: { short: 'unreachable', long: 'This page cannot be reached', tone: 'bad' },
  blocked: { short: 'blocked', long: 'This address is not tested', tone: 'unknown' },
  'timed-out': { short: 'timed out', long: 'This page took too long', tone: 'bad' },
  'not-a-page': { short: 'not a page', long: 'There is no page at this address', tone: 'unknown' },
  'too-large': { short: 'too large', long: 'This page is too large', tone: 'bad' },
  crashed: { short: 'crashed', long: 'This page crashes the browser', tone: 'bad' },
};

function head(report: GuardianReport): Markup {
  const { long, tone } = headlines[report.status];
  const when = `${report.timestamp.slice(0, 10)} ${report.timestamp.slice(11, 16)} UTC`;
  const seconds = (report.durationMs / 1000).toFixed(1);
  const moved = report.finalUrl !== undefined && report.finalUrl !== report.url;
  return html`<header class="${tone}"><div class="wrap">
<p class="brand">ODAVL <b>Guardian</b></p>
<h1>${long}</h1>
<p class="url">${report.url}${moved ? html` <span aria-hidden="true">→</span><span class="hidden"> leads to </span> ${report.finalUrl}` : ''}</p>
${report.title ? html`<p class="title">“${report.title}”</p>` : ''}
<p class="facts"><span>${when}</span><span>${report.device}</span><span>${seconds} s</span><span>${report.suites.join(', ')}</span></p>
</div></header>`;
}

const scoreNames: readonly (readonly [keyof Scores, string])[] = [
  ['accessibility', 'Accessibility'],
  ['performance', 'Performance'],
  ['security', 'Security'],
  ['seo', 'SEO'],
  ['bestPractices', 'Best practices'],
];

function overview(report: GuardianReport, screenshot?: Picture): Markup {
  const rings = scoreNames.flatMap(([key, name]) => {
    const score = report.scores[key];
    return score === null ? [] : [html`<li>${scoreRing(score, name)}</li>`];
  });
  return html`<section class="overview" aria-label="Overview">
<div class="card verdict">
${report.scores.overall === null ? '' : scoreRing(report.scores.overall, 'Overall', 'large')}
<div>${reasons(report)}</div>
</div>
${rings.length === 0 ? '' : html`<ul class="card rings">${rings}</ul>`}
${picture(report, screenshot)}
</section>`;
}

function reasons(report: GuardianReport): Markup {
  if (report.reasons.length > 0) {
    return html`<h2>Why not</h2><ul class="reasons">${report.reasons.map((reason) => html`<li>${reason}</li>`)}</ul>`;
  }
  const grade = gradeOf(report.scores.overall ?? 100);
  return html`<h2>All gates passed</h2><p class="muted">Nothing critical, every threshold reached${grade === 'good' ? ', and a fine score on top' : ''}.</p>`;
}

function picture(report: GuardianReport, screenshot?: Picture): Markup | string {
  if (!screenshot || !/^image\/(png|jpeg|webp)$/.test(screenshot.contentType)) return '';
  const source = `data:${screenshot.contentType};base64,${screenshot.bytes.toString('base64')}`;
  return html`<figure class="card shot ${report.device}"><div class="frame"><img src="${source}" alt="Screenshot of the page as Guardian saw it"></div>
<figcaption>As seen on ${report.device}</figcaption></figure>`;
}

function noticesSection({ notices }: GuardianReport): Markup | string {
  if (notices.length === 0) return '';
  const lines = notices.map(({ code, detail }) => html`<li><code>${code}</code> ${detail}</li>`);
  return html`<section aria-labelledby="notices"><h2 id="notices">Notices</h2><ul class="card plain">${lines}</ul></section>`;
}

function foot({ engine, artifacts }: GuardianReport): Markup {
  const tools = [
    engine.browser,
    engine.lighthouse === undefined ? '' : `Lighthouse ${engine.lighthouse}`,
    engine.axe === undefined ? '' : `axe-core ${engine.axe}`,
  ].filter((tool) => tool !== '');
  const files = artifacts.map(({ name }) => name).join(', ');
  return html`<footer><div class="wrap"><p>${tools.join(' · ')}</p>${files === '' ? '' : html`<p>Artifacts: ${files}</p>`}</div></footer>`;
}
