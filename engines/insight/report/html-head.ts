import { html, type Markup } from '../../../shared/markup.ts';
import { countOf, type ReportInput } from './input.ts';

export interface Verdict {
  readonly words: string;
  readonly tone: 'good' | 'fair' | 'bad';
}

/** What somebody who reads one line should know. With a baseline, only what is new is anybody's fault today. */
export function verdictOf({ analysis, comparison }: ReportInput): Verdict {
  const told = comparison?.new ?? analysis.issues;
  const noun = comparison ? 'new issue' : 'issue';
  const words = told.length === 0 ? `No ${noun}s` : countOf(told.length, noun);
  if (told.some(({ severity }) => severity === 'critical' || severity === 'high')) return { words, tone: 'bad' };
  const isWhole = analysis.detectors.every(({ status }) => status === 'ok');
  return { words, tone: told.length === 0 && isWhole ? 'good' : 'fair' };
}

export function headerOf(input: ReportInput): Markup {
  const { words, tone } = verdictOf(input);
  const { analysis, project, commit, analysedAt } = input;
  const facts = [
    analysedAt === undefined ? undefined : `${analysedAt.slice(0, 10)} ${analysedAt.slice(11, 16)} UTC`,
    commit === undefined ? undefined : `commit ${commit.slice(0, 10)}`,
    countOf(analysis.files.analysed, 'file'),
    countOf(analysis.files.lines, 'line'),
    countOf(analysis.detectors.length, 'detector'),
  ];
  return html`<header class="${tone}"><div class="wrap">
<p class="brand">ODAVL <b>Insight</b></p>
<h1>${words}</h1>
<p class="project">${project}</p>
<p class="facts">${facts.map((fact) => fact !== undefined && html`<span>${fact}</span>`)}</p>
</div></header>`;
}
