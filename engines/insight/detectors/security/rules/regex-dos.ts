import type { Node } from 'oxc-parser';
import { memberName } from '../../../syntax/node.ts';
import type { Syntax } from '../../../syntax/syntax.ts';
import type { SyntaxRule } from '../../../syntax/syntax-rule.ts';
import { isExponential } from '../regex/exponential.ts';
import { argumentOf, callsNamed } from '../taint/calls.ts';
import { flowOf } from '../taint/flow.ts';
import { isSource, type Source } from '../taint/origin.ts';
import { tell } from '../taint/tell.ts';

const category = 'Availability (CWE-1333)';

export const regexDos: SyntaxRule = {
  ...{ id: 'regex-dos', severity: 'medium', confidence: 60, category },
  suggestion:
    'Let one text match in one way only: take one of the two repetitions away, or make them differ in their first character.',
  check(syntax, found) {
    for (const node of syntax.ofType('Literal')) {
      if ('regex' in node) told(node, node.regex.pattern, node.regex.flags);
    }
    for (const { call } of callsNamed(syntax, /^RegExp$/)) {
      const [source, flags] = [argumentOf(call, 0), argumentOf(call, 1)].map(
        (each) => each && syntax.constantOf(each)?.value,
      );
      if (typeof source === 'string') told(call, source, typeof flags === 'string' ? flags : '');
    }

    function told(at: Node, source: string, flags: string): void {
      if (!isExponential(source, flags)) return;
      const input = subjectOf(at, syntax);
      const what =
        'This pattern can divide the same text in very many ways, and takes twice as long with each further character';
      if (input)
        found(at, `${what}; \`${input.label}\`, which comes from outside, is matched by it.`, {
          severity: 'high',
          confidence: 88,
        });
      else found(at, `${what} of a text that almost matches.`);
    }
  },
};

/** What is known of the texts that a pattern is used on, here or through its constant. */
function subjectOf(pattern: Node, syntax: Syntax): Source | undefined {
  const declaration = syntax.tree.parentOf(pattern);
  const binding = declaration?.type === 'VariableDeclarator' ? syntax.bindingOf(declaration.id) : undefined;
  const uses = binding?.isConstant ? binding.references.map(({ node }) => node) : [pattern];
  const subjects = uses.flatMap((use) => subjectHere(use, syntax) ?? []);
  return subjects.map((subject) => flowOf(syntax).originOf(subject)).find(isSource);
}

/** `x` of `pattern.test(x)` and of `x.replace(pattern, …)`. */
function subjectHere(use: Node, { tree }: Syntax): Node | undefined {
  const parent = tree.parentOf(use);
  if (parent?.type === 'CallExpression' && parent.callee.type === 'MemberExpression' && parent.callee !== use)
    return /^(?:match|matchAll|replace|replaceAll|search|split)$/.test(memberName(parent.callee) ?? '')
      ? parent.callee.object
      : undefined;
  const call = parent && tree.parentOf(parent);
  if (parent?.type !== 'MemberExpression' || call?.type !== 'CallExpression' || call.callee !== parent)
    return undefined;
  return /^(?:test|exec)$/.test(memberName(parent) ?? '') ? argumentOf(call, 0) : undefined;
}

export const regexInjection: SyntaxRule = {
  ...{ id: 'regex-injection', severity: 'high', confidence: 86, category },
  suggestion: 'Escape the value (`RegExp.escape`), or look for it with `includes`.',
  check(syntax, found) {
    for (const { call } of callsNamed(syntax, /^RegExp$/)) {
      const source = argumentOf(call, 0);
      if (!source) continue;
      const does = '`RegExp` is given a pattern, which may take for ever, that is made of';
      const grades = { sources: ['request'], source: { severity: 'high', confidence: 86 } } as const;
      tell(found, { at: call, origin: flowOf(syntax).originOf(source), does }, grades);
    }
  },
};
