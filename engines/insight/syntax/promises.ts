import type { Node } from 'oxc-parser';
import { catchingTry, functionFor } from './functions.ts';
import { bare, type FunctionNode, isFunction, keyName, memberName, type NodeOf } from './node.ts';
import type { Syntax } from './syntax.ts';

const asyncApis =
  /^(?:fetch|node-fetch|cross-fetch|(?:fs|dns|stream|timers|readline)\.promises\.\w+|Promise\.(?:all|allSettled|any|race|reject)|axios(?:\.(?:get|post|put|patch|delete|head|options|request))?|got(?:\.(?:get|post|put|patch|delete|head))?)$/;
/** Of the same modules, what gives no promise. */
const notAsync = /^(?:fs\.promises\.watch|timers\.promises\.(?:setInterval|scheduler))$/;

export interface PromiseSource {
  /** For a message. */
  readonly label: string;
  /** The async function of this file that is called; none for an API. */
  readonly fn?: FunctionNode;
}

/** Where the value of an expression is a promise for certain: of an API that is known, or of an async function of this file. */
export function promiseSource(expression: Node, syntax: Syntax): PromiseSource | undefined {
  const node = bare(expression);
  if (node.type === 'NewExpression') {
    return syntax.nameOf(node.callee) === 'Promise' ? { label: 'new Promise' } : undefined;
  }
  if (node.type !== 'CallExpression') return undefined;
  const fn = functionFor(node.callee, syntax) ?? methodFor(node, syntax);
  if (fn) {
    const label = isFunction(bare(node.callee)) ? 'This async function' : `${syntax.labelOf(node.callee)}()`;
    return fn.async && !fn.generator ? { label, fn } : undefined;
  }
  const name = syntax.nameOf(node.callee);
  return name !== undefined && asyncApis.test(name) && !notAsync.test(name) ? { label: `${name}()` } : undefined;
}

/** The method of this class that `this.load()` calls; a subclass might have another, which will be as async. */
function methodFor({ callee }: NodeOf<'CallExpression'>, syntax: Syntax): FunctionNode | undefined {
  const target = bare(callee);
  const name = memberName(target);
  if (target.type !== 'MemberExpression' || target.object.type !== 'ThisExpression' || !name) return undefined;
  for (const outer of syntax.tree.ancestorsOf(target)) {
    if (outer.type === 'FunctionDeclaration') return undefined;
    if (outer.type === 'FunctionExpression' && syntax.tree.parentOf(outer)?.type !== 'MethodDefinition')
      return undefined;
    if (outer.type !== 'ClassBody') continue;
    const method = outer.body.find((each) => each.type === 'MethodDefinition' && keyName(each) === name);
    return method?.type === 'MethodDefinition' && isFunction(method.value) ? method.value : undefined;
  }
  return undefined;
}

/** Whether an async function can reject for what it waits for, or throws, outside of a `try` that catches it. */
export function canReject(fn: FunctionNode, syntax: Syntax): boolean {
  const can = rejections.get(fn) ?? mayReject(fn, syntax);
  rejections.set(fn, can);
  return can;
}

const rejections = new WeakMap<FunctionNode, boolean>();

function mayReject(fn: FunctionNode, syntax: Syntax): boolean {
  if (!fn.body) return false;
  if (fn.body.type !== 'BlockStatement') return !isCaught(fn.body, syntax);
  for (const node of syntax.tree.withinFunction(fn.body)) {
    if (node.type === 'ThrowStatement' && !catchingTry(node, syntax.tree)) return true;
    const isAsync = node.type === 'AwaitExpression' || (node.type === 'ForOfStatement' && node.await);
    if (
      isAsync &&
      !catchingTry(node, syntax.tree) &&
      !(node.type === 'AwaitExpression' && isCaught(node.argument, syntax))
    )
      return true;
    if (node.type === 'ReturnStatement' && node.argument && promiseSource(node.argument, syntax)) return true;
  }
  return false;
}

/** `load().catch(report)`, also with what follows it; a second function of `then` catches as well. */
export function isCaught(expression: Node, syntax: Syntax): boolean {
  for (const { method, call } of promiseChain(expression)) {
    if (method === 'catch' && call.arguments.length > 0) return true;
    if (method === 'then' && call.arguments.length > 1) return true;
    if (syntax.nameOf(call.callee) === 'Promise.allSettled') return true;
  }
  return false;
}

export interface PromiseStep {
  readonly method: 'then' | 'catch' | 'finally' | undefined;
  readonly call: NodeOf<'CallExpression'>;
}

/** The calls of `a().then(b).catch(c)` from the last to the first, `a()` without a method. */
export function* promiseChain(expression: Node): Generator<PromiseStep> {
  for (let node = bare(expression); node.type === 'CallExpression'; ) {
    const callee = bare(node.callee);
    const name = memberName(callee);
    const isChain = name === 'then' || name === 'catch' || name === 'finally';
    yield { method: isChain ? name : undefined, call: node };
    if (!isChain || callee.type !== 'MemberExpression') return;
    node = bare(callee.object);
  }
}
