import { isFunction } from '../../../insight/syntax/node.ts';
import { deletionOf } from '../deletion.ts';
import { changeOf, type Transformation } from './transformation.ts';

/** A `return` without a value at the end of a function. */
export const uselessReturn: Transformation = {
  mentions: /\breturn\b/,
  changes: (syntax) =>
    syntax.ofType('BlockStatement').flatMap((block) => {
      const parent = syntax.tree.parentOf(block);
      const last = block.body.at(-1);
      if (!parent || !isFunction(parent) || last?.type !== 'ReturnStatement' || last.argument) return [];
      // Beside others with values, it says that this one has none.
      if ([...syntax.tree.withinFunction(block)].some((node) => node.type === 'ReturnStatement' && node.argument))
        return [];
      return [changeOf(deletionOf(syntax.file.source.text, last.start, last.end))];
    }),
};
