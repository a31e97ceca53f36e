import { html, type Markup } from '../../../shared/markup.ts';
import { type DetectorId, severities } from '../issue.ts';
import { mostUrgentFirst, type ReportedIssue, type ReportInput, reportedIssues, withCommas } from './input.ts';
import { prose } from './prose.ts';

/** More than anybody reads, and as much as a phone still scrolls through. The JSON report has them all. */
const mostIssues = 5_000;
/** The page stays below 5 MB, which a phone still takes. */
const mostBytes = 4_700_000;
/** From so many on, the browser lays out only those in view. */
const longList = 200;
/** So many are shown unfolded. */
const openIssues = 3;

/** All issues, the most urgent first, and what the script needs to filter and sort them. */
export function issueSection(input: ReportInput): Markup {
  const issues = mostUrgentFirst(reportedIssues(input));
  const cards = cardsOf(issues);
  const hidden = issues.length - cards.length;
  const detectors = [...new Set(issues.map(({ detector }) => detector))].toSorted();
  const listClass = [cards.length > longList ? 'long' : '', input.comparison ? 'compared' : ''].join(' ').trim();
  return html`<section id="issues" aria-labelledby="issues-title"><h2 id="issues-title">Issues</h2>
${issues.length === 0 ? html`<p class="muted">No issues.</p>` : filters(detectors, input.comparison !== undefined)}
<div id="list" class="${listClass}">${cards}</div>
${hidden > 0 && html`<p class="card notice">${withCommas(hidden)} more issues are not shown; these are the most urgent ${withCommas(cards.length)}. The JSON report has all of them.</p>`}</section>`;
}

function cardsOf(issues: readonly ReportedIssue[]): Markup[] {
  const cards: Markup[] = [];
  let size = 0;
  for (const issue of issues.slice(0, mostIssues)) {
    const card = cardOf(issue, cards.length < openIssues);
    size += Buffer.byteLength(card.toString());
    if (size > mostBytes) break;
    cards.push(card);
  }
  return cards;
}

function cardOf(issue: ReportedIssue, isOpen: boolean): Markup {
  const { id, severity, detector, state, confidence, file, line, column, message } = issue;
  const place = column === undefined ? `${file}:${line}` : `${file}:${line}:${column}`;
  return html`<details class="card i ${severity}" id="${id}" data-s="${severity}" data-d="${detector}" data-n="${state}" data-c="${confidence}"${isOpen && html` open`}>
<summary><span class="tags"><span class="badge ${severity}">${severity}</span>${state === 'new' && html`<span class="badge new">new</span>`}</span><span class="what">${prose(message)}</span><span class="at">${place}</span></summary>
<div class="body">${snippet(issue)}${issue.suggestion !== undefined && html`<p class="suggestion"><b>How to fix</b>${prose(issue.suggestion)}</p>`}
<p class="meta"><code class="rule">${`${detector}/${issue.ruleId}`}</code><span>${issue.category}</span><span>${confidence} % sure</span>${issue.canBeHandedToAutopilot && html`<span class="tag">Autopilot has a recipe</span>`}</p></div></details>
`;
}

/** The numbers are no part of the text, so that what is copied is code. */
function snippet({ codeSnippet, line }: ReportedIssue): Markup | undefined {
  if (!codeSnippet) return undefined;
  const lines = codeSnippet
    .split(/\r\n|\n|\r/)
    .map(
      (text, index) =>
        html`<span class="${index === 0 ? 'l hit' : 'l'}" data-l="${line + index}">${text || ' '}</span>`,
    );
  return html`<pre><code>${lines}</code></pre>`;
}

const orders = { urgency: 'Urgency', file: 'File and line', detector: 'Detector', confidence: 'Confidence' } as const;

/** Hidden until the script is there to make them do something. */
function filters(detectors: readonly DetectorId[], isCompared: boolean): Markup {
  const chips = severities.map(
    (severity) =>
      html`<label class="chip"><input type="checkbox" name="severity" value="${severity}" checked>${severity}</label>`,
  );
  return html`<form id="filters" class="card filters" hidden role="search" aria-label="Filter the issues">
<label>Words<input type="search" id="words" autocomplete="off" placeholder="File, rule or text"></label>
<label>Detector<select id="detector"><option value="">All</option>${detectors.map((id) => html`<option>${id}</option>`)}</select></label>
${isCompared && html`<label>State<select id="state"><option value="">All</option><option>new</option><option>unchanged</option></select></label>`}
<label>Order<select id="order">${Object.entries(orders).map(([value, name]) => html`<option value="${value}">${name}</option>`)}</select></label>
<fieldset><legend class="hidden">Severities</legend>${chips}<button type="button" id="unfold" aria-pressed="false">Open all</button><p id="shown" role="status"></p></fieldset></form>`;
}
