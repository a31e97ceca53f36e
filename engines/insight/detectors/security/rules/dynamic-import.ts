import type { Node } from 'oxc-parser';
import type { SyntaxRule } from '../../../syntax/syntax-rule.ts';
import { argumentOf, callsNamed } from '../taint/calls.ts';
import { flowOf } from '../taint/flow.ts';
import { tell } from '../taint/tell.ts';

export const dynamicImport: SyntaxRule = {
  ...{ id: 'import-of-input', severity: 'critical', confidence: 90, category: 'Injection (CWE-829)' },
  suggestion: 'Choose the module from a table of known ones.',
  check(syntax, found) {
    for (const node of syntax.ofType('ImportExpression')) told(node, node.source);
    for (const { call } of callsNamed(syntax, /^require(?:\.resolve)?$/)) {
      const module = argumentOf(call, 0);
      if (module) told(call, module);
    }

    function told(at: Node, module: Node): void {
      const origin = flowOf(syntax).originOf(module);
      const source = { severity: 'critical', confidence: 90 } as const;
      tell(
        found,
        { at, origin, does: 'A module is loaded, and its code run, by' },
        { sources: ['request', 'browser'], source },
      );
    }
  },
};
