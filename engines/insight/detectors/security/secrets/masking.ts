import type { Report } from '../../../detect/detector.ts';
import type { LineMap } from '../../../source/line-map.ts';
import { maskedLine, type Range } from './mask.ts';

/** Where to look for more of a secret that a file holds; a file with more of them is a list of secrets, each told at its own place. */
const mostValues = 200;

/**
 * Reports with snippets that show no secret of the text: whatever is told of a line with one, the line is masked, also where the secret
 * stands a second time without a name.
 */
export function maskingReport(report: Report, text: string, lines: LineMap, secrets: readonly Range[]): Report {
  if (secrets.length === 0) return report;
  const byLine = rangesByLine(lines, secrets);
  const values = [...new Set(secrets.slice(0, mostValues).map(({ start, end }) => text.slice(start, end)))];
  const masked = new Map<number, string>();
  return (finding) => {
    const codeSnippet = masked.get(finding.line) ?? snippetOf(finding.line);
    masked.set(finding.line, codeSnippet);
    return report(codeSnippet === '' ? finding : { ...finding, codeSnippet });
  };

  /** Empty: the line has no secret. Worked out once for a line, which may be all of a file. */
  function snippetOf(number: number): string {
    const line = lines.lineOf(number) ?? '';
    const here = [...(byLine.get(number) ?? []), ...values.flatMap((value) => occurrencesOf(value, line))];
    return here.length === 0 ? '' : maskedLine(line, here);
  }
}

function occurrencesOf(value: string, line: string): Range[] {
  const ranges: Range[] = [];
  for (let start = line.indexOf(value); start >= 0; start = line.indexOf(value, start + value.length))
    ranges.push({ start, end: start + value.length });
  return ranges;
}

/** A secret of several lines, such as a private key, has its part in each. */
function rangesByLine(lines: LineMap, secrets: readonly Range[]): Map<number, Range[]> {
  const byLine = new Map<number, Range[]>();
  for (const { start, end } of secrets) {
    const first = lines.positionOf(start);
    const last = lines.positionOf(Math.max(start, end - 1));
    for (let line = first.line; line <= last.line; line += 1) {
      const range = {
        start: line === first.line ? first.column - 1 : 0,
        end: line === last.line ? last.column : (lines.lineOf(line)?.length ?? 0),
      };
      const known = byLine.get(line);
      if (known) known.push(range);
      else byLine.set(line, [range]);
    }
  }
  return byLine;
}
