import type { Syntax } from '../../../insight/syntax/syntax.ts';
import { type Change, changeOf, type Transformation } from './transformation.ts';

/**
 * Backslashes of regular expressions that say nothing. Those of texts stay: `'\d'` is `'d'`, but somebody meant something else.
 */
export const regexEscapes: Transformation = {
  mentions: /\\[^\w\s]/,
  changes: (syntax) =>
    syntax.ofType('Literal').flatMap((node) => {
      // The sets of the flag `v` have a syntax of their own.
      if (!('regex' in node) || !node.regex || node.regex.flags.includes('v')) return [];
      return uselessIn(node.start + 1, node.regex.pattern, syntax);
    }),
};

/** Without a meaning of their own wherever they stand; `,` has one in `{1,2}`, and `<` in `(?<a>)`. */
const plainOutside = new Set('"\':;@#%&~`_ -');
const plainInClass = new Set('"\':;@#%&~`_ .*+?()[{}|$,<>=!');

function uselessIn(start: number, pattern: string, syntax: Syntax): Change[] {
  // The pattern is as it is written, so its places are those of the file.
  if (!syntax.file.source.text.startsWith(pattern, start)) return [];
  const changes: Change[] = [];
  let isInClass = false;
  for (let at = 0; at < pattern.length; at += 1) {
    const character = pattern[at];
    if (character === '[') isInClass = true;
    if (character === ']') isInClass = false;
    if (character !== '\\') continue;
    const escaped = pattern[at + 1] ?? '';
    if ((isInClass ? plainInClass : plainOutside).has(escaped))
      changes.push(changeOf({ start: start + at, end: start + at + 1, text: '' }));
    at += 1;
  }
  return changes;
}
