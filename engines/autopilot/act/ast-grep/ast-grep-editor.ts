import type { SgNode } from '@ast-grep/napi';
import type * as z from 'zod';
import { languageOf } from '../../../insight/source/language.ts';
import type { AstGrepAction } from '../../recipe.ts';
import { RecipeError } from '../act.ts';
import { deletionOf, withoutOpening } from '../deletion.ts';
import { withLineEndsOf } from '../line-end.ts';
import { applyEdits, type SpanEdit } from '../span-edit.ts';
import type { Editor } from '../step.ts';
import type { IsSuppressed, Suppression } from '../suppressed.ts';
import { configOf, grammars, type RuleConfig, rootOf } from './grammar.ts';
import { mayMatch } from './mentions.ts';
import { filled } from './template.ts';
import { widened } from './widen.ts';

type Fix = z.infer<typeof AstGrepAction>['fix'];

/** Replaces what a rule of ast-grep matches. Bytes outside of the matches stay. */
export function astGrepEditor(action: z.infer<typeof AstGrepAction>, suppression: Suppression): Editor {
  const { languages, where, unless, fix } = action;
  const config = configOf(action);
  const tests = [mayMatch(action.rule), mayMatch(where)];
  return ({ path, text }) => {
    const language = languageOf(path);
    if (language === undefined || language === 'dts' || !languages.includes(language)) return text;
    if (!tests.every((test) => test(text))) return text;
    try {
      const root = rootOf(grammars[language], text);
      if (where && !root.find(ruleOnly(where))) return text;
      if (unless && root.find(ruleOnly(unless))) return text;
      const isSuppressed = suppression(text);
      const edits = root.findAll(config).flatMap((match) => editOf(match, fix, { text, isSuppressed }));
      return withoutOpening(applyEdits(text, edits), text);
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      throw new RecipeError(`ast-grep does not take the rule: ${error.message}`, { cause: error });
    }
  };
}

const ruleOnly = (rule: RuleConfig['rule']): RuleConfig => ({ rule });

function editOf(
  match: SgNode,
  fix: Fix,
  { text, isSuppressed }: { readonly text: string; readonly isSuppressed: IsSuppressed },
): SpanEdit[] {
  // The grammar of ast-grep is not the one of the parser; what it does not understand is not touched.
  if (match.has({ rule: { kind: 'ERROR' } }) || match.is('ERROR')) return [];
  const template = typeof fix === 'string' ? fix : fix.template;
  if (isSuppressed(match.range().start.index)) return [];
  const { start, end } = typeof fix === 'string' ? spanOf(match) : widened(match, fix);
  if (template === '') return [deletionOf(text, start, end)];
  const replacement = filled(template, match, text);
  if (replacement === text.slice(start, end) || losesComment(match, replacement)) return [];
  return [{ start, end, text: withLineEndsOf(text, start, replacement) }];
}

const spanOf = (match: SgNode) => ({ start: match.range().start.index, end: match.range().end.index });

/** A fix that has no place for a comment of the match is not worth the comment. */
const losesComment = (match: SgNode, replacement: string) =>
  match.findAll({ rule: { kind: 'comment' } }).some((comment) => !replacement.includes(comment.text()));
