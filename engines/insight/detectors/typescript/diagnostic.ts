import type { SourceFile } from '../../source/source-file.ts';
import type { StagedTree } from './staged-tree.ts';

/** One error of the compiler; line and column count from 1, columns in UTF-16 code units. */
export interface Diagnostic {
  readonly file: SourceFile;
  readonly line: number;
  readonly column: number;
  /** `2322` for TS2322. */
  readonly code: number;
  readonly message: string;
  /** The lines below the message, which give its reasons. */
  readonly details: string;
}

const pattern = /^(.*?)\((\d+),(\d+)\): error TS(\d+): (.*)$/;

/** Of `tsc --pretty false`; what it says of no file of ours is left out. */
export function diagnosticsOf(output: string, tree: StagedTree): Diagnostic[] {
  const diagnostics: { -readonly [K in keyof Diagnostic]: Diagnostic[K] }[] = [];
  for (const text of output.split(/\r?\n/)) {
    const [, path = '', line, column, code, message = ''] = pattern.exec(text) ?? [];
    const file = tree.fileOf(path);
    const last = diagnostics.at(-1);
    if (file)
      diagnostics.push({ file, line: Number(line), column: Number(column), code: Number(code), message, details: '' });
    else if (last && text.startsWith('  ')) last.details += `${text}\n`;
  }
  return diagnostics;
}
