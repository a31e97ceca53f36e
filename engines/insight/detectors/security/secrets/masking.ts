import type { Report } from '../../../detect/detector.ts';
import type { Finding } from '../../../issue.ts';
import type { LineMap } from '../../../source/line-map.ts';
import { maskedLine, maskOf, type Range } from './mask.ts';

/** Where to look for more of a secret that a file holds; a file with more of them is a list of secrets, each told at its own place. */
const mostValues = 200;
/** A shorter one is a word of messages as well. */
const shortestInMessage = 6;

/** Gives a finding of a file as it may be shown. */
export type Mask = <Shown extends Finding>(finding: Shown) => Shown;

/**
 * Whatever is told of a line with a secret, the line is masked, also where the secret stands a second time without a name; and what a
 * message quotes of the file shows none.
 */
export function maskOfText(text: string, lines: LineMap, secrets: readonly Range[]): Mask {
  if (secrets.length === 0) return (finding) => finding;
  const byLine = rangesByLine(lines, secrets);
  const values = [...new Set(secrets.slice(0, mostValues).map(({ start, end }) => text.slice(start, end)))];
  const quoted = values.filter(({ length }) => length >= shortestInMessage).toSorted((a, b) => b.length - a.length);
  const withoutSecrets = (said: string) => quoted.reduce((left, value) => left.replaceAll(value, maskOf(value)), said);
  const masked = new Map<number, string>();
  return (finding) => {
    const { line, message, suggestion } = finding;
    const codeSnippet = masked.get(line) ?? snippetOf(line);
    masked.set(line, codeSnippet);
    return {
      ...finding,
      ...(codeSnippet !== '' && { codeSnippet }),
      message: withoutSecrets(message),
      ...(suggestion !== undefined && { suggestion: withoutSecrets(suggestion) }),
    };
  };

  /** Empty: the line has no secret. Worked out once for a line, which may be all of a file. */
  function snippetOf(number: number): string {
    const line = lines.lineOf(number) ?? '';
    const here = [...(byLine.get(number) ?? []), ...values.flatMap((value) => occurrencesOf(value, line))];
    return here.length === 0 ? '' : maskedLine(line, here);
  }
}

/** Reports with nothing in it that shows a secret of the text. */
export function maskingReport(report: Report, text: string, lines: LineMap, secrets: readonly Range[]): Report {
  const mask = maskOfText(text, lines, secrets);
  return (finding) => report(mask(finding));
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
