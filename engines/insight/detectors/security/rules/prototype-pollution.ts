import { bare } from '../../../syntax/node.ts';
import type { SyntaxRule } from '../../../syntax/syntax-rule.ts';
import { argumentOf, callsNamed } from '../taint/calls.ts';
import { flowOf } from '../taint/flow.ts';
import { isSource } from '../taint/origin.ts';
import { tell } from '../taint/tell.ts';

/** These copy objects in objects, `__proto__` among them in some versions. */
const merges =
  /^(?:lodash(?:\.(?:merge|mergeWith|defaultsDeep))|lodash\.merge|lodash\/(?:merge|defaultsDeep)|deepmerge|merge-deep|deep-extend|merge|extend|jquery\.extend|\$\.extend|jQuery\.extend|defaults-deep)$/;
const setters =
  /^(?:lodash\.(?:set|setWith|update)|lodash\/set|object-path\.set|dot-prop\.set|set-value|dset(?:\.dset)?)$/;

export const prototypePollution: SyntaxRule = {
  ...{ id: 'prototype-pollution', severity: 'high', confidence: 86, category: 'Data (CWE-1321)' },
  suggestion: 'Check the input with a schema that knows its keys, or use a `Map`, or an object without a prototype.',
  check(syntax, found) {
    const flow = flowOf(syntax);
    const grades = { sources: ['request', 'browser'], source: { severity: 'high', confidence: 86 } } as const;
    for (const node of syntax.ofType('AssignmentExpression')) {
      // `a[x][y] = …` reaches the prototype of everything when x is `__proto__`; `a[x] = …` alone does not.
      const outer = node.left;
      if (outer.type !== 'MemberExpression') continue;
      const inner = bare(outer.object);
      if (inner.type !== 'MemberExpression' || !inner.computed) continue;
      const origin = flow.originOf(inner.property);
      tell(found, { at: node, origin, does: 'A property is set on an object that is chosen by' }, grades);
    }
    for (const { call, name } of callsNamed(syntax, merges)) {
      const origin = call.arguments.map((each) => flow.originOf(each)).find(isSource);
      if (origin) tell(found, { at: call, origin, does: `\`${name}\` merges, keys and all, what is in` }, grades);
    }
    for (const { call, name } of callsNamed(syntax, setters)) {
      const path = argumentOf(call, 1);
      const does = `\`${name}\` sets a property whose path is`;
      if (path) tell(found, { at: call, origin: flow.originOf(path), does }, grades);
    }
  },
};
