import type { Node } from 'oxc-parser';
import { bare, isFunction, memberName, type NodeOf } from '../../syntax/node.ts';
import { requestClient } from '../../syntax/requests.ts';
import type { Binding } from '../../syntax/scope.ts';
import type { Syntax } from '../../syntax/syntax.ts';
import type { SyntaxRule } from '../../syntax/syntax-rule.ts';

const bodies: ReadonlySet<string> = new Set(['json', 'text', 'blob', 'arrayBuffer', 'formData', 'bytes']);

export const responseNotChecked: SyntaxRule = {
  id: 'response-not-checked',
  severity: 'medium',
  category: 'reliability',
  confidence: 85,
  suggestion: 'Look at `response.ok` first: fetch does not reject for 404 or 500.',
  check(syntax, found) {
    for (const call of syntax.ofType('CallExpression')) {
      if (requestClient(call, syntax) !== 'fetch') continue;
      const body = uncheckedBody(call, syntax);
      if (body)
        found(body, 'The body is read without a look at the status: the page of an error is taken for an answer.');
    }
  },
};

/** Where the body of the answer is read, and nothing else of it. */
function uncheckedBody(call: NodeOf<'CallExpression'>, syntax: Syntax): Node | undefined {
  const { tree } = syntax;
  const use = outside(call, syntax);
  if (use?.type === 'MemberExpression' && memberName(use) === 'then') {
    const then = tree.parentOf(use);
    const callback = then?.type === 'CallExpression' && then.arguments[0] ? bare(then.arguments[0]) : undefined;
    const [parameter] = callback && isFunction(callback) ? callback.params : [];
    return parameter?.type === 'Identifier' ? onlyBody(syntax.bindingOf(parameter), syntax) : undefined;
  }
  if (use?.type !== 'AwaitExpression') return undefined;
  const owner = outside(use, syntax);
  if (owner?.type === 'MemberExpression') return bodies.has(memberName(owner) ?? '') ? owner : undefined;
  return owner?.type === 'VariableDeclarator' ? onlyBody(syntax.bindingOf(owner.id), syntax) : undefined;
}

/** The parent, but for parentheses and types. */
function outside(node: Node, { tree }: Syntax): Node | undefined {
  let outer = tree.parentOf(node);
  while (outer && bare(outer) === bare(node) && outer !== node) outer = tree.parentOf(outer);
  return outer;
}

/** Whoever gets the answer may look at its status. */
function onlyBody(binding: Binding | undefined, syntax: Syntax): Node | undefined {
  if (!binding || binding.references.length === 0) return undefined;
  const members = binding.references.map(({ node }) => outside(node, syntax));
  const isOnly = members.every((each) => each?.type === 'MemberExpression' && bodies.has(memberName(each) ?? ''));
  return isOnly ? members[0] : undefined;
}
