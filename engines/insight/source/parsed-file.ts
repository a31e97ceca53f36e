import type { Comment, EcmaScriptModule, OxcError, Program } from 'oxc-parser';
import { parseSync } from 'oxc-parser';
import { LineMap, type Position } from './line-map.ts';
import type { Language, SourceFile } from './source-file.ts';

/** One file with its syntax tree (ESTree and TS-ESTree, as oxc gives it); offsets are UTF-16 code units of `source.text`. */
export interface ParsedFile {
  readonly source: SourceFile;
  readonly path: string;
  /** Of a file with a syntax error, what the parser could make of it, which may be nothing. */
  readonly program: Program;
  readonly module: EcmaScriptModule;
  readonly comments: readonly Comment[];
  readonly syntaxErrors: readonly OxcError[];
  readonly lines: LineMap;
  positionOf(offset: number): Position;
}

const languages: Readonly<Record<Language, 'ts' | 'tsx' | 'js' | 'jsx' | 'dts'>> = {
  ts: 'ts',
  tsx: 'tsx',
  // Many a .js file holds JSX, and no JavaScript reads differently for it.
  js: 'jsx',
  jsx: 'jsx',
  dts: 'dts',
};

/** Of a thread that parses: the parser is native and recurses, and what is nested a million deep must not end the process. */
export const parserStackMb = 256;

export function parseFile(source: SourceFile): ParsedFile {
  const lang = languages[source.language];
  const { program, module, comments, errors } = parseSync(source.path, source.text, { lang });
  const lines = new LineMap(source.text);
  return {
    ...{ source, path: source.path, program, module, comments, syntaxErrors: errors, lines },
    positionOf: (offset) => lines.positionOf(offset),
  };
}
