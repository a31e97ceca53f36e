import type { Syntax } from '../../../insight/syntax/syntax.ts';

/** Whether names at the top of the file are its own. Those of a script are seen by all scripts of a page. */
export function hasOwnTopLevel(syntax: Syntax): boolean {
  if (syntax.file.module.hasModuleSyntax || /\.[cm][jt]sx?$/.test(syntax.file.path)) return true;
  // A file that asks what it is may be a script of a page as well.
  if (/\btypeof\s+(?:module|exports|require|define)\b/.test(syntax.file.source.text)) return false;
  return syntax.scopes.globals.some(
    (node) => node.type === 'Identifier' && ['require', 'module', 'exports', '__dirname'].includes(node.name),
  );
}

export const isTypeScript = ({ file }: Syntax): boolean => file.source.language.startsWith('ts');
