import type { SyntaxRule } from '../../../syntax/syntax-rule.ts';
import { argumentOf, callsNamed } from '../taint/calls.ts';
import { flowOf } from '../taint/flow.ts';
import { tell } from '../taint/tell.ts';

const evaluators =
  /^(?:eval|Function|vm\.(?:runInContext|runInNewContext|runInThisContext|compileFunction|Script)|execScript)$/;
const timers = /^(?:setTimeout|setInterval)$/;

export const codeInjection: SyntaxRule = {
  ...{ id: 'code-injection', severity: 'critical', confidence: 95, category: 'Injection (CWE-94)' },
  suggestion: 'Do not run text as code: parse data with `JSON.parse`, and choose what to do from a table of functions.',
  check(syntax, found) {
    const flow = flowOf(syntax);
    for (const { call, name } of callsNamed(syntax, evaluators)) {
      // The last argument of `Function` is its body, the others are names of parameters.
      const code = argumentOf(call, name === 'Function' ? call.arguments.length - 1 : 0);
      if (!code || code.type.includes('Function')) continue;
      tell(
        found,
        { at: call, origin: flow.originOf(code), does: `\`${name}\` runs as code` },
        {
          ...{ sources: ['request', 'browser', 'arguments'], source: { severity: 'critical', confidence: 95 } },
          unknown: { severity: 'medium', confidence: 60 },
        },
      );
    }
    for (const { call, name } of callsNamed(syntax, timers)) {
      const code = argumentOf(call, 0);
      if (!code || code.type.includes('Function')) continue;
      const isText = code.type === 'TemplateLiteral' || code.type === 'BinaryExpression';
      tell(
        found,
        { at: call, origin: flow.originOf(code), does: `\`${name}\` runs as code a text that is made of` },
        {
          ...{ sources: ['request', 'browser', 'arguments'], source: { severity: 'critical', confidence: 90 } },
          ...(isText && { unknown: { severity: 'medium', confidence: 60 } }),
        },
      );
    }
  },
};
