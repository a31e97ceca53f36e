import type { Node } from 'oxc-parser';
import { functionName } from '../../syntax/functions.ts';
import type { Syntax } from '../../syntax/syntax.ts';
import { isProduction, type SyntaxRule } from '../../syntax/syntax-rule.ts';

const debugOutput = /^console\.(?:log|debug|dir|table|trace)$/;
/** A file or a function whose purpose is to print. */
const printsFile =
  /(?:^|\/)[^/]*(?:logg?(?:er|ing)?|console|debug|print(?:er)?|report(?:er)?|cli|command|main|usage)\.[cm]?[jt]sx?$/i;
const printsFunction = /^_?(?:log|debug|trace|print|dump|report|usage|help|show|verbose)/i;
const debugSwitch = /NODE_ENV|__DEV__|debug|verbose|DEV\b/i;

export const consoleLog: SyntaxRule = {
  id: 'console-log',
  severity: 'info',
  category: 'maintainability',
  confidence: 80,
  suggestion: 'Remove it, or use the logger of the project.',
  appliesTo: (syntax) => isProduction(syntax) && !syntax.isScript && !isTerminalProgram(syntax),
  check(syntax, found) {
    for (const call of syntax.ofType('CallExpression')) {
      const name = syntax.nameOf(call.callee);
      if (name === undefined || !debugOutput.test(name) || isMeant(call, syntax)) continue;
      found(call, `${name} writes to the output of a program in production.`);
    }
  },
};

function isTerminalProgram({ file }: Syntax): boolean {
  return printsFile.test(file.path) || /\bprocess\.(?:argv|stdin|exit)\b/.test(file.source.text);
}

/** In a function that prints, or behind a switch. */
function isMeant(call: Node, syntax: Syntax): boolean {
  let inner = call;
  for (const outer of syntax.tree.ancestorsOf(call)) {
    if (outer.type === 'IfStatement' && outer.test !== inner && debugSwitch.test(syntax.textOf(outer.test)))
      return true;
    if (outer.type === 'LogicalExpression' && debugSwitch.test(syntax.textOf(outer.left))) return true;
    inner = outer;
  }
  for (let fn = syntax.tree.functionOf(call); fn; fn = syntax.tree.functionOf(fn)) {
    if (printsFunction.test(functionName(fn, syntax.tree) ?? '')) return true;
  }
  return false;
}
