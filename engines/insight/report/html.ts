import { html, Markup } from '../../../shared/markup.ts';
import { severities } from '../issue.ts';
import { reportPolicy } from './content-security-policy.ts';
import { coverageSection, goneSection } from './html-coverage.ts';
import { headerOf, verdictOf } from './html-head.ts';
import { issueSection } from './html-issues.ts';
import { overview } from './html-overview.ts';
import { script } from './html-script.ts';
import { style } from './html-style.ts';
import type { ReportInput } from './input.ts';

/**
 * One self-contained page that loads nothing, for screens from 320 px on, paper and screen readers. Its script only filters and
 * sorts what is there without it. Serve it with `reportPolicyHeader`.
 */
export function renderHtml(input: ReportInput): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="${new Markup(reportPolicy)}">
<title>${`Insight: ${verdictOf(input).words} in ${input.project}`}</title>
<style>${new Markup(style)}</style>
</head>
<body>
<a class="skip" href="#issues">Skip to the issues</a>
${headerOf(input)}
<main>
${overview(input)}
${failureNotice(input)}
${issueSection(input)}
${goneSection(input)}
${coverageSection(input)}
</main>
${footer(input)}
<script>${new Markup(script)}</script>
</body>
</html>
`.toString();
}

function failureNotice({ analysis }: ReportInput): Markup | undefined {
  const failed = analysis.detectors.filter(({ status }) => status === 'failed').map(({ detector }) => detector);
  if (failed.length === 0) return undefined;
  return html`<p class="card notice"><b>Not complete.</b> ${failed.join(', ')} failed, so there may be more than this report says. <a href="#coverage">What was looked at</a></p>`;
}

function footer({ version, repositoryUrl, commit }: ReportInput): Markup {
  const order = severities.join(', ');
  return html`<footer><div class="wrap"><p>ODAVL Insight${version !== undefined && ` ${version}`} · severities: ${order} · risk score = 20 · log10(1 + weights), at most 100</p>
${repositoryUrl !== undefined && html`<p>${repositoryUrl}</p>`}${commit !== undefined && html`<p>Commit ${commit}</p>`}</div></footer>`;
}
