import { bare, type FunctionNode, type NodeOf } from './node.ts';
import type { Syntax } from './syntax.ts';

const effects: ReadonlySet<string> = new Set(
  ['useEffect', 'useLayoutEffect', 'useInsertionEffect'].flatMap((hook) => [hook, `react.${hook}`, `React.${hook}`]),
);

export function isReactEffect(call: NodeOf<'CallExpression'>, syntax: Syntax): boolean {
  const name = syntax.nameOf(call.callee);
  return name !== undefined && effects.has(name);
}

/** `react.memo` and the like, however React is imported. */
export function isReactApi(callee: NodeOf<'CallExpression'>['callee'], api: string, syntax: Syntax): boolean {
  const name = syntax.nameOf(callee);
  return name === api || name === `react.${api}` || name === `React.${api}`;
}

/** Whether a function gives elements of JSX: what it makes, it makes each time it renders. */
export function isComponent(fn: FunctionNode, syntax: Syntax): boolean {
  if (!fn.body) return false;
  const body = fn.body.type === 'BlockStatement' ? fn.body : bare(fn.body);
  for (const node of syntax.tree.withinFunction(body)) {
    if (node.type === 'JSXElement' || node.type === 'JSXFragment') return true;
  }
  return false;
}
