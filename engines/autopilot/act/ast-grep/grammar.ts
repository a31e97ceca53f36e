import { Lang, type NapiConfig, parse, type SgNode } from '@ast-grep/napi';
import type * as z from 'zod';
import type { AstGrepAction } from '../../recipe.ts';

export type RuleConfig = NapiConfig;

/** Types look like comparisons to another grammar, so every language has its own. */
export const grammars = { ts: Lang.TypeScript, tsx: Lang.Tsx, js: Lang.JavaScript, jsx: Lang.JavaScript } as const;

export function configOf({ rule, constraints, transform }: z.infer<typeof AstGrepAction>): RuleConfig {
  return { rule, ...(constraints && { constraints }), ...(transform && { transform }) };
}

let last: { readonly grammar: Lang; readonly text: string; readonly root: SgNode } | undefined;

/** The tree of a text. The last one is kept: the actions of a recipe look at the same file one after the other. */
export function rootOf(grammar: Lang, text: string): SgNode {
  if (last?.grammar !== grammar || last.text !== text) last = { grammar, text, root: parse(grammar, text).root() };
  return last.root;
}
