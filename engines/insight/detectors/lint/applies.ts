import type { Language, SourceFile } from '../../source/source-file.ts';
import type { LintRule } from './rules.ts';

const testPath =
  /(?:^|\/)(?:__tests__|__mocks__|tests?|specs?|e2e|cypress|fixtures?|__fixtures__)\/|[.-](?:test|spec|cy|e2e|stories)\.[cm]?[jt]sx?$/i;

/** By its name: what is there to try out other code, in which much is done on purpose that is a mistake elsewhere. */
export const isTestPath = (path: string) => testPath.test(path);

/** Where a rule says what is true. */
export function appliesTo({ only }: LintRule, { path, language, text }: SourceFile): boolean {
  switch (only) {
    case 'react':
      return !isTestPath(path) && isReact(language, text);
    case 'modules':
      // What stands at the top of a script is there for other scripts of its page.
      return /\b(?:import|export|require)\b/.test(text);
    case 'javascript':
      return language === 'js' || language === 'jsx';
    case 'no-tests':
      return !isTestPath(path);
    case undefined:
      return true;
  }
}

/** JSX of today names no library where it means React; the others have to be named, there or in a comment. */
function isReact(language: Language, text: string): boolean {
  if (/['"](?:react|preact)(?:\/[\w-]+)?['"]/.test(text)) return true;
  return (language === 'tsx' || language === 'jsx') && !/\b(?:hono|solid-js|vue|stencil|qwik)\b|@jsx/.test(text);
}
