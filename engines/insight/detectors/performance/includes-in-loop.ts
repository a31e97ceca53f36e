import { loopsAround } from '../../syntax/functions.ts';
import { bare, memberName } from '../../syntax/node.ts';
import type { Binding } from '../../syntax/scope.ts';
import type { Syntax } from '../../syntax/syntax.ts';
import type { SyntaxRule } from '../../syntax/syntax-rule.ts';

export const includesInLoop: SyntaxRule = {
  id: 'includes-in-loop',
  severity: 'medium',
  category: 'performance',
  confidence: 85,
  suggestion: 'Keep a Set beside the list, and ask it with has().',
  check(syntax, found) {
    for (const call of syntax.ofType('CallExpression')) {
      const callee = bare(call.callee);
      const method = memberName(callee);
      if (callee.type !== 'MemberExpression' || (method !== 'includes' && method !== 'indexOf')) continue;
      const binding = syntax.bindingOf(bare(callee.object));
      if (!binding || !isEmptyList(binding)) continue;
      for (const loop of loopsAround(call, syntax.tree)) {
        if (syntax.tree.isWithin(binding.declaration, loop) || !growsIn(binding, loop, syntax)) continue;
        found(
          call,
          `"${binding.name}" grows in this loop and is searched in it: the time grows with the square of its length.`,
        );
        break;
      }
    }
  },
};

function isEmptyList({ declaration, isConstant }: Binding): boolean {
  if (!isConstant || declaration.type !== 'VariableDeclarator' || !declaration.init) return false;
  const init = bare(declaration.init);
  return init.type === 'ArrayExpression' && init.elements.length === 0;
}

function growsIn({ references }: Binding, loop: Parameters<Syntax['tree']['isWithin']>[1], { tree }: Syntax): boolean {
  return references.some(({ node }) => {
    const member = tree.parentOf(node);
    return member?.type === 'MemberExpression' && memberName(member) === 'push' && tree.isWithin(node, loop);
  });
}
