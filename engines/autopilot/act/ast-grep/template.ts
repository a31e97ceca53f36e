import type { SgNode } from '@ast-grep/napi';

/** `$NAME` or `$$$NAME`, as ast-grep has them. */
const variable = /\$\$\$([A-Z_][A-Z0-9_]*)|\$([A-Z_][A-Z0-9_]*)/g;

/** Names of the meta variables in a pattern or template. Those that begin with `_` match and bind nothing. */
export const variablesIn = (template: string): string[] =>
  [...template.matchAll(variable)]
    .flatMap(([, many, one]) => many ?? one ?? [])
    .filter((name) => !name.startsWith('_'));

/** The template with what its variables stand for: nodes, lists of nodes as they are written, and transformed texts. */
export const filled = (template: string, match: SgNode, text: string): string =>
  template.replace(variable, (_, many?: string, one?: string) => {
    if (many !== undefined) return listText(match.getMultipleMatches(many), text);
    const name = one ?? '';
    return match.getMatch(name)?.text() ?? match.getTransformed(name) ?? '';
  });

function listText(nodes: readonly SgNode[], text: string): string {
  const [first, last] = [nodes.at(0), nodes.at(-1)];
  return first && last ? text.slice(first.range().start.index, last.range().end.index) : '';
}
