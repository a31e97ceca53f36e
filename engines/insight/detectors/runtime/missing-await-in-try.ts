import { catchingTry } from '../../syntax/functions.ts';
import { isCaught, promiseSource } from '../../syntax/promises.ts';
import type { SyntaxRule } from '../../syntax/syntax-rule.ts';

export const missingAwaitInTry: SyntaxRule = {
  id: 'missing-await-in-try',
  severity: 'medium',
  category: 'reliability',
  confidence: 90,
  suggestion: 'Write `return await`, so that the catch sees the rejection.',
  check(syntax, found) {
    for (const statement of syntax.ofType('ReturnStatement')) {
      const { argument } = statement;
      if (!argument || !syntax.tree.functionOf(statement)?.async) continue;
      const source = promiseSource(argument, syntax);
      if (!source || isCaught(argument, syntax) || !catchingTry(statement, syntax.tree)) continue;
      found(statement, `${source.label} is returned before it is done, so the catch around it never sees its error.`);
    }
  },
};
