import type * as z from 'zod';
import { languageOf } from '../../../insight/source/language.ts';
import { parseFile } from '../../../insight/source/parsed-file.ts';
import { Syntax } from '../../../insight/syntax/syntax.ts';
import type { BuiltInAction } from '../../recipe.ts';
import { RecipeError } from '../act.ts';
import { withoutOpening } from '../deletion.ts';
import { withLineEndsOf } from '../line-end.ts';
import { applyEdits } from '../span-edit.ts';
import type { Editor } from '../step.ts';
import type { Suppression } from '../suppressed.ts';
import { acceptedEdits } from './accepted-edits.ts';
import { transformations } from './transformations.ts';

/** Code that makes names at run time can use any of them. */
const dynamicNames = /\beval\s*\(|\bwith\s*\(|\bnew\s+Function\b/;

/** @throws RecipeError when there is no transformation of this name */
export function builtInEditor({ name }: z.infer<typeof BuiltInAction>, suppression: Suppression): Editor {
  const transformation = transformations.get(name);
  if (!transformation) throw new RecipeError(`There is no built-in transformation «${name}».`);
  return ({ path, text }, skip) => {
    const language = languageOf(path);
    if (language === undefined || language === 'dts') return text;
    if (!transformation.mentions.test(text) || dynamicNames.test(text)) return text;
    const file = parseFile({ path, language, text, hasBom: false });
    if (file.syntaxErrors[0]) {
      skip(path, `It does not parse: ${file.syntaxErrors[0].message}`);
      return text;
    }
    try {
      const edits = acceptedEdits(transformation.changes(new Syntax(file)), {
        text,
        comments: file.comments,
        isSuppressed: suppression(text),
      });
      const fitting = edits.map((edit) => ({ ...edit, text: withLineEndsOf(text, edit.start, edit.text) }));
      return withoutOpening(applyEdits(text, fitting), text);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      skip(path, 'Its code is deeper in itself than can be looked at.');
      return text;
    }
  };
}
