import { functionFor } from '../../syntax/functions.ts';
import { bare, memberName } from '../../syntax/node.ts';
import type { SyntaxRule } from '../../syntax/syntax-rule.ts';

/** What is tried in order to be rid of something may fail when it is gone already. */
const cleanup =
  /^(?:await\s+)?[\w.$?[\]#()]*\b(?:unlink|rm|rmdir|remove|close|end|destroy|kill|abort|release|terminate|disconnect|unsubscribe|cancel)(?:Sync|All)?\(/;

export const emptyCatch: SyntaxRule = {
  id: 'empty-catch',
  severity: 'low',
  category: 'reliability',
  confidence: 85,
  suggestion: 'Handle the error, log it, or say in a comment why it may be lost.',
  check(syntax, found) {
    for (const { block, handler } of syntax.ofType('TryStatement')) {
      if (!handler || !isBlank(syntax.textOf(handler.body))) continue;
      const [only, ...more] = block.body;
      if (only && more.length === 0 && cleanup.test(syntax.textOf(only).slice(0, 200))) continue;
      // `try { return a(); } catch {} return b;` tries one way, and then another; `catch {}` asks for no error.
      const isFallback = block.body.at(-1)?.type === 'ReturnStatement' || !handler.param;
      found(handler, 'This catch is empty: whatever goes wrong in the try before it is never heard of.', {
        ...(isFallback && { severity: 'info', confidence: 60 }),
      });
    }
    for (const call of syntax.ofType('CallExpression')) {
      const [handler] = call.arguments;
      if (!handler || memberName(bare(call.callee)) !== 'catch') continue;
      const fn = functionFor(handler, syntax);
      if (fn !== bare(handler) || fn.body?.type !== 'BlockStatement' || !isBlank(syntax.textOf(fn.body))) continue;
      found(handler, 'This catch does nothing: the rejection is never heard of.', { severity: 'info', confidence: 60 });
    }
  },
};

/** A comment says why the error may be lost. */
function isBlank(block: string): boolean {
  return /^\{\s*\}$/.test(block);
}
