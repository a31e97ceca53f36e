import type { Report } from '../../detect/detector.ts';
import { languageOf } from '../../source/language.ts';
import type { LineMap } from '../../source/line-map.ts';

/** Characters that change the direction of what is shown, and thereby its order. */
const controls = /[\u202a-\u202e\u2066-\u2069]/g;
/** What ends the ones before. */
const ends = /[\u202c\u2069]/;

/**
 * Reports lines whose characters are shown in another order than they run in ("Trojan Source"). Where every such character is ended on its
 * line it may well be a text in Hebrew or Arabic.
 */
export function reportBidi(path: string, text: string, lines: LineMap, report: Report): void {
  const isCode = languageOf(path) !== undefined;
  let lastLine = 0;
  for (const { index, 0: character } of text.matchAll(controls)) {
    const { line, column } = lines.positionOf(index);
    if (line === lastLine) continue;
    lastLine = line;
    const isEnded = isBalanced(lines.lineOf(line) ?? '');
    // Data is mostly for people to read.
    if (isEnded && !isCode) continue;
    const code = character.charCodeAt(0).toString(16).toUpperCase();
    report({
      ...{ file: path, line, column, ruleId: 'bidi-characters', category: 'Source (CWE-1007)' },
      ...(isEnded ? { severity: 'low', confidence: 50 } : { severity: 'high', confidence: 93 }),
      message: `The invisible character U+${code} changes the order in which this line is shown, so that it reads otherwise than it runs.`,
      suggestion: 'Take the character out, or write it as an escape (`\\u…`).',
    });
  }
}

function isBalanced(line: string): boolean {
  let open = 0;
  for (const [character] of line.matchAll(controls)) {
    open += ends.test(character) ? -1 : 1;
    if (open < 0) return false;
  }
  return open === 0;
}
