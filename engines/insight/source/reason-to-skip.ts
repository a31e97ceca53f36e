import { nestingOf } from './nesting.ts';
import type { SkipReason } from './source-file.ts';

/** Nobody nests a third of it. The compiler takes minutes for lists that are nested twice as deep, and parsers end for want of stack. */
const deepestNesting = 150;

/** Why the text of a program is not looked at; undefined when a person wrote it. */
export function reasonToSkip(text: string): SkipReason | undefined {
  if (isMinified(text)) return 'minified';
  if (nestingOf(text, deepestNesting) === deepestNesting) return 'too-large';
  return isGenerated(text) ? 'generated' : undefined;
}

/** A person wraps lines: 500 characters a line on average are a machine's, and so is one line of very many. */
function isMinified(text: string): boolean {
  if (text.length < 5_000) return false;
  const lines = text.split(/\r\n|\n|\r/);
  return text.length / lines.length > 500 || lines.some((line) => line.length > 50_000);
}

function isGenerated(text: string): boolean {
  return /^\s*(?:\/\/|\/\*|\*).*(?:@generated\b|\bDO NOT EDIT\b|auto-?generated)/im.test(text.slice(0, 1_000));
}
