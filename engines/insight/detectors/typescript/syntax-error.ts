import { parseSync } from 'oxc-parser';
import type { FileDetector } from '../../detect/detector.ts';
import type { SourceFile } from '../../source/source-file.ts';

/** A file that does not parse is one issue: what else is wrong with it cannot be known before. */
export const detector: FileDetector = {
  id: 'typescript',
  checkFile: ({ source, path, syntaxErrors, positionOf }, report) => {
    const [first] = syntaxErrors;
    if (!first || isOfAnotherKind(source)) return;
    const { line, column } = positionOf(first.labels[0]?.start ?? 0);
    report({
      ...{ file: path, line, column, severity: 'critical', ruleId: 'syntax-error', category: 'syntax' },
      message: `The file cannot be parsed: ${first.message.replace(/\.$/, '')}.`,
      suggestion: first.helpMessage ?? 'Correct the syntax here; nothing else of the file can be checked before.',
      ...{ confidence: 98 },
    });
  },
};

/** A script that node would run, though no module may have it so, e.g. `return` outside of functions; or JavaScript with types of Flow. */
function isOfAnotherKind({ path, language, text }: SourceFile): boolean {
  if (language !== 'js' && language !== 'jsx') return false;
  if (/@flow\b/.test(text.slice(0, 1_000))) return true;
  return parseSync(path, text, { lang: 'jsx', sourceType: 'commonjs' }).errors.length === 0;
}
