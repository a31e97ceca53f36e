import { invalidPattern } from './invalid-pattern.ts';
import { type TextTest, text } from './text.ts';

/**
 * `*` stands for any characters, `\*` and `\\` for themselves.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html#eb-filtering-wildcard-matching
 */
export function wildcardTest(operand: unknown): TextTest {
  const pieces = literals(text('wildcard', operand));
  return (value) => matches(value, pieces);
}

/** The texts between the wildcards. */
function literals(wildcard: string): string[] {
  const pieces = [''];
  for (let index = 0; index < wildcard.length; index += 1) {
    const character = wildcard[index] ?? '';
    const next = wildcard[index + 1];
    if (character === '*') {
      // Positions count the opening quote.
      if (next === '*') throw invalidPattern(`Consecutive wildcard characters at pos ${index + 1}`);
      pieces.push('');
      continue;
    }
    if (character === '\\') {
      if (next !== '*' && next !== '\\') throw invalidPattern(`Invalid escape character at pos ${index + 1}`);
      index += 1;
    }
    const literal = character === '\\' ? next : character;
    pieces.push(`${pieces.pop() ?? ''}${literal}`);
  }
  return pieces;
}

/** Leftmost search of each piece in turn: linear, where a regular expression could run away. */
function matches(value: string, pieces: readonly string[]): boolean {
  const first = pieces[0] ?? '';
  const last = pieces.at(-1) ?? '';
  if (pieces.length === 1) return value === first;
  if (value.length < first.length + last.length || !value.startsWith(first) || !value.endsWith(last)) return false;
  const end = value.length - last.length;
  let position = first.length;
  for (const piece of pieces.slice(1, -1)) {
    const found = value.indexOf(piece, position);
    if (found < 0 || found + piece.length > end) return false;
    position = found + piece.length;
  }
  return true;
}
