import type { Node } from 'oxc-parser';
import { bare, memberName } from '../../syntax/node.ts';
import type { Binding } from '../../syntax/scope.ts';
import type { Syntax } from '../../syntax/syntax.ts';
import type { SyntaxRule } from '../../syntax/syntax-rule.ts';

interface Resource {
  readonly opens: readonly string[];
  /** Its methods that close it, or the functions that it is passed to for it. */
  readonly closes: readonly string[];
}

/** A stream that is read closes itself at its end, so it is not here. */
const resources: readonly Resource[] = [
  { opens: ['fs.createWriteStream'], closes: ['end', 'close', 'destroy'] },
  { opens: ['fs.openSync'], closes: ['fs.closeSync', 'fs.close'] },
  { opens: ['fs.promises.open'], closes: ['close', 'createReadStream', 'createWriteStream', 'readLines'] },
  { opens: ['net.connect', 'net.createConnection', 'tls.connect'], closes: ['end', 'destroy', 'destroySoon'] },
  { opens: ['pg.Pool().connect'], closes: ['release'] },
  { opens: ['mysql2.promises.createConnection', 'mysql2.createConnection'], closes: ['end', 'destroy', 'close'] },
];
const byName = new Map(resources.flatMap((resource) => resource.opens.map((name) => [name, resource] as const)));

export const unclosedResource: SyntaxRule = {
  id: 'unclosed-resource',
  severity: 'medium',
  category: 'reliability',
  confidence: 85,
  suggestion: 'Close it in a `finally`, or declare it with `using`.',
  check(syntax, found) {
    for (const declaration of syntax.ofType('VariableDeclaration')) {
      if (declaration.kind === 'using' || declaration.kind === 'await using') continue;
      for (const { id, init } of declaration.declarations) {
        const call = init && opening(init);
        const name = call && syntax.tree.functionOf(call) && syntax.nameOf(call.callee);
        const resource = name && byName.get(name);
        const binding = syntax.bindingOf(id);
        if (!resource || !binding || isClosedOrPassedOn(binding, resource, syntax)) continue;
        found(id, `"${binding.name}" is opened by ${name} and never closed in this function.`);
      }
    }
  },
};

function opening(init: Node) {
  const outer = bare(init);
  const node = outer.type === 'AwaitExpression' ? bare(outer.argument) : outer;
  return node.type === 'CallExpression' ? node : undefined;
}

/** Who takes it may close it. */
function isClosedOrPassedOn({ references }: Binding, { closes }: Resource, syntax: Syntax): boolean {
  return references.some(({ node }) => {
    let inner: Node = node;
    let outer = syntax.tree.parentOf(inner);
    while (outer && bare(outer) === node) [inner, outer] = [outer, syntax.tree.parentOf(outer)];
    if (outer?.type === 'MemberExpression' && outer.object === inner) return closes.includes(memberName(outer) ?? '');
    if (outer?.type === 'CallExpression' && outer.callee !== inner) {
      const called = syntax.nameOf(outer.callee) ?? '';
      const isDescriptorCall = closes.some((each) => each.startsWith('fs.')) && /^fs\.\w+$/.test(called);
      return !isDescriptorCall || closes.includes(called);
    }
    return true;
  });
}
