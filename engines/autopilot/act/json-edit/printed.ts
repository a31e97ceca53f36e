import { indentAt } from '../indent.ts';

/** A value as JSON, to stand at an offset: its further lines are indented as the line there, in the style of the text. */
export function printed(text: string, offset: number, value: unknown): string {
  const json = JSON.stringify(value, null, indentUnitOf(text));
  return json.replaceAll('\n', `\n${indentAt(text, offset)}`);
}

/** What the first indented line begins with; two blanks where none is. */
export const indentUnitOf = (text: string): string => /[\r\n]([ \t]+)\S/.exec(text)?.[1] ?? '  ';
