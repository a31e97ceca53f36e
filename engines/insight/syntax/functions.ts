import type { Node } from 'oxc-parser';
import {
  bare,
  type FunctionNode,
  isFunction,
  isLoop,
  keyName,
  type LoopNode,
  memberName,
  type NodeOf,
} from './node.ts';
import type { Syntax } from './syntax.ts';
import type { SyntaxTree } from './syntax-tree.ts';

/** The name that a function has, or is given by what it is assigned to or passed to; undefined for one without. */
export function functionName(fn: FunctionNode, tree: SyntaxTree): string | undefined {
  if (fn.id) return fn.id.name;
  const parent = tree.parentOf(fn);
  switch (parent?.type) {
    case 'VariableDeclarator':
      return parent.id.type === 'Identifier' ? parent.id.name : undefined;
    case 'MethodDefinition':
    case 'PropertyDefinition':
    case 'Property':
      return keyName(parent);
    case 'AssignmentExpression':
      return parent.left.type === 'Identifier' ? parent.left.name : memberName(parent.left);
    case 'ExportDefaultDeclaration':
      return 'default';
    default:
      return undefined;
  }
}

/** Where an editor would show the function: its name, or its first token. */
export function functionHead(fn: FunctionNode, tree: SyntaxTree): Node {
  if (fn.id) return fn.id;
  const parent = tree.parentOf(fn);
  if (parent?.type === 'VariableDeclarator') return parent.id;
  if (parent?.type === 'MethodDefinition' || parent?.type === 'PropertyDefinition' || parent?.type === 'Property')
    return parent.key;
  return fn;
}

/** The function that an expression is, or stands for in this file; undefined where that may change. */
export function functionFor(expression: Node, syntax: Syntax): FunctionNode | undefined {
  const node = bare(expression);
  if (isFunction(node)) return node;
  const binding = node.type === 'Identifier' ? syntax.bindingOf(node) : undefined;
  if (!binding?.isConstant) return undefined;
  const { declaration, identifier } = binding;
  if (isFunction(declaration)) return binding.kind === 'function' ? declaration : undefined;
  if (declaration.type !== 'VariableDeclarator' || declaration.id !== identifier || !declaration.init) return undefined;
  const value = bare(declaration.init);
  return isFunction(value) ? value : undefined;
}

/** Whether `await` may stand here: in an async function, or at the level of a module. */
export function isInAsync(node: Node, syntax: Syntax): boolean {
  const fn = syntax.tree.functionOf(node);
  return fn ? fn.async : syntax.file.module.hasModuleSyntax;
}

/** The loops around a node that run it again and again, innermost first, up to the function that it is in. */
export function* loopsAround(node: Node, tree: SyntaxTree): Generator<LoopNode> {
  let inner = node;
  for (const outer of tree.ancestorsOf(node)) {
    if (isFunction(outer)) return;
    if (isLoop(outer) && !runsOnce(inner, outer)) yield outer;
    inner = outer;
  }
}

/** The head of a loop is worked out once, but for its condition. */
function runsOnce(part: Node, loop: Node): boolean {
  if (loop.type === 'ForOfStatement' || loop.type === 'ForInStatement') return part !== loop.body;
  return loop.type === 'ForStatement' && part === loop.init;
}

/** The `try` around a node, in its function, whose `catch` takes what it throws. */
export function catchingTry(node: Node, tree: SyntaxTree): NodeOf<'TryStatement'> | undefined {
  let inner = node;
  for (const outer of tree.ancestorsOf(node)) {
    if (isFunction(outer)) return undefined;
    if (outer.type === 'TryStatement' && outer.handler && outer.block === inner) return outer;
    inner = outer;
  }
  return undefined;
}
