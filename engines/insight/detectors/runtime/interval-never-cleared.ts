import type { Node } from 'oxc-parser';
import { isReactEffect } from '../../syntax/react.ts';
import type { Syntax } from '../../syntax/syntax.ts';
import { isProduction, type SyntaxRule } from '../../syntax/syntax-rule.ts';

export const intervalNeverCleared: SyntaxRule = {
  id: 'interval-never-cleared',
  severity: 'low',
  category: 'reliability',
  confidence: 75,
  suggestion: 'Keep what setInterval gives and clear it when the work ends, or `unref()` it.',
  appliesTo: (syntax) => isProduction(syntax) && !syntax.isScript,
  check(syntax, found) {
    const isEndedSomewhere = /\bclear(?:Interval|Timeout)\b|\.unref\b|\bdispose\b/.test(syntax.file.source.text);
    for (const call of syntax.ofType('CallExpression')) {
      const name = syntax.nameOf(call.callee);
      if (name !== 'setInterval' && name !== 'timers.setInterval') continue;
      if (isInEffect(call, syntax) || !isLost(call, syntax, isEndedSomewhere)) continue;
      found(call, 'This interval is never cleared: it keeps what it uses, and the process, alive.');
    }
  },
};

/** Nothing in the file can end it. */
function isLost(call: Node, syntax: Syntax, isEndedSomewhere: boolean): boolean {
  const parent = syntax.tree.parentOf(call);
  if (parent?.type === 'ExpressionStatement') return true;
  if (parent?.type === 'VariableDeclarator') return syntax.bindingOf(parent.id)?.references.length === 0;
  const isKept = parent?.type === 'AssignmentExpression' || parent?.type === 'PropertyDefinition';
  return isKept && !isEndedSomewhere;
}

/** Of what effects leave behind, another rule tells. */
function isInEffect(call: Node, syntax: Syntax): boolean {
  for (let fn = syntax.tree.functionOf(call); fn; fn = syntax.tree.functionOf(fn)) {
    const caller = syntax.tree.parentOf(fn);
    if (caller?.type === 'CallExpression' && isReactEffect(caller, syntax)) return true;
  }
  return false;
}
