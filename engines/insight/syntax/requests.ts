import type { Node } from 'oxc-parser';
import type { NodeOf } from './node.ts';
import type { Syntax } from './syntax.ts';

export type RequestClient = 'fetch' | 'axios' | 'got' | 'http';

const clients: readonly (readonly [RequestClient, RegExp])[] = [
  ['fetch', /^(?:fetch|node-fetch|cross-fetch|isomorphic-fetch|undici\.fetch)$/],
  ['axios', /^axios(?:\.(?:get|post|put|patch|delete|head|options|request))?$/],
  ['got', /^got(?:\.got)?(?:\.(?:get|post|put|patch|delete|head))?$/],
  ['http', /^https?\.(?:request|get)$/],
];

/** By which client a call sends a request; undefined for what sends none, and for a wrapper of this file. */
export function requestClient(node: Node, syntax: Syntax): RequestClient | undefined {
  if (node.type !== 'CallExpression') return undefined;
  const name = syntax.nameOf(node.callee);
  return name === undefined ? undefined : clients.find(([, pattern]) => pattern.test(name))?.[0];
}

export function requestCalls(
  syntax: Syntax,
): { readonly call: NodeOf<'CallExpression'>; readonly client: RequestClient }[] {
  return syntax.ofType('CallExpression').flatMap((call) => {
    const client = requestClient(call, syntax);
    return client ? [{ call, client }] : [];
  });
}
