import { parseFile } from '../../../../engines/insight/source/parsed-file.ts';
import { type Syntax, syntaxOf } from '../../../../engines/insight/syntax/syntax.ts';

/** The syntax of a file that exists only here. */
export function syntaxOfText(text: string, path = 'src/a.ts'): Syntax {
  return syntaxOf(parseFile({ path, language: path.endsWith('x') ? 'tsx' : 'ts', text, hasBom: false }));
}
