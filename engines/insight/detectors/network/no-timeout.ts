import type { Node } from 'oxc-parser';
import { bare, memberName, type NodeOf } from '../../syntax/node.ts';
import { type RequestClient, requestCalls } from '../../syntax/requests.ts';
import type { Syntax } from '../../syntax/syntax.ts';
import type { SyntaxRule } from '../../syntax/syntax-rule.ts';
import { hasOption } from './request-options.ts';

/** Options that end a request which takes too long. */
const limits: Readonly<Record<RequestClient, readonly string[]>> = {
  fetch: ['signal', 'timeout', 'dispatcher'],
  axios: ['signal', 'timeout', 'cancelToken'],
  got: ['signal', 'timeout'],
  http: ['signal', 'timeout', 'agent'],
};
const withBody = /^axios\.(?:post|put|patch)$/;

export const noTimeout: SyntaxRule = {
  id: 'no-timeout',
  severity: 'medium',
  category: 'reliability',
  confidence: 80,
  suggestion: 'Give it a limit, e.g. `signal: AbortSignal.timeout(10_000)`.',
  check(syntax, found) {
    const isLimitedElsewhere = /\b(?:defaults\.timeout|setGlobalDispatcher|globalAgent)\b/.test(
      syntax.file.source.text,
    );
    if (isLimitedElsewhere) return;
    for (const { call, client } of requestCalls(syntax)) {
      if (hasLimit(call, client, syntax) !== false || isRaced(call, syntax)) continue;
      const isOwnServer = client === 'fetch' && isRelative(call.arguments[0], syntax);
      found(
        call,
        `${syntax.labelOf(call.callee)}() has no timeout and no signal: a server that never answers is waited for without end.`,
        isOwnServer ? { severity: 'low' } : {},
      );
    }
  },
};

/** Undefined where it cannot be seen here. */
function hasLimit(call: NodeOf<'CallExpression'>, client: RequestClient, syntax: Syntax): boolean | undefined {
  const { arguments: given } = call;
  const [target, options] = given;
  if (!target || given.some(({ type }) => type === 'SpreadElement')) return undefined;
  const name = syntax.nameOf(call.callee) ?? '';
  const names = limits[client];
  if (client === 'http') {
    if (hasLimitOfItsOwn(call, syntax)) return true;
    const all = given
      .filter((each) => !isAddress(each, syntax) && !isCallback(each))
      .map((each) => hasOption(each, names, syntax));
    return all.every((each) => each === false) ? false : undefined;
  }
  if (withBody.test(name)) return hasOption(given[2], names, syntax);
  // What is passed on is a request that has its own signal.
  if (client === 'fetch' && isRequest(target, syntax)) return undefined;
  if (options) return hasOption(options, names, syntax);
  // One argument is an address, or all there is to say.
  return isAddress(target, syntax) ? false : hasOption(target, names, syntax);
}

/** `request`, `req.clone()` and the like, and what is made with `new Request`. */
function isRequest(target: Node, syntax: Syntax): boolean {
  const node = bare(target);
  if (node.type === 'NewExpression') return syntax.nameOf(node.callee) === 'Request';
  if (node.type === 'CallExpression') return memberName(bare(node.callee)) === 'clone';
  const name = node.type === 'Identifier' ? node.name : (memberName(node) ?? '');
  return /req(?:uest)?(?:Clone|Copy)?$/i.test(name);
}

/** A string, a URL, or a name that does not say that it is a Request. */
function isAddress(target: Node, syntax: Syntax): boolean {
  const node = bare(target);
  if (node.type === 'ObjectExpression') return false;
  if (node.type === 'NewExpression') return syntax.nameOf(node.callee) === 'URL';
  if (node.type === 'Identifier') {
    const binding = syntax.bindingOf(node);
    const { declaration } = binding ?? {};
    if (declaration?.type === 'VariableDeclarator' && declaration.init) {
      const init = bare(declaration.init);
      if (init !== node && init.type !== 'Identifier') return isAddress(init, syntax);
    }
  }
  const name = node.type === 'Identifier' ? node.name : (memberName(node) ?? '');
  if (node.type === 'Identifier' || node.type === 'MemberExpression')
    return /(?:ur[il]|href|endpoint|address|link|path|host|origin)$/i.test(name);
  return node.type === 'Literal' || node.type === 'TemplateLiteral' || node.type === 'BinaryExpression';
}

function isCallback({ type }: Node): boolean {
  return type === 'ArrowFunctionExpression' || type === 'FunctionExpression';
}

function isRelative(target: Node | undefined, syntax: Syntax): boolean {
  if (target?.type === 'TemplateLiteral') return target.quasis[0]?.value.raw.startsWith('/') ?? false;
  const value = target && syntax.constantOf(target)?.value;
  return typeof value === 'string' && value.startsWith('/');
}

/** `Promise.race([fetch(url), timeout(1_000)])` */
function isRaced(call: Node, syntax: Syntax): boolean {
  const list = syntax.tree.parentOf(call);
  const race = list && syntax.tree.parentOf(list);
  return race?.type === 'CallExpression' && /^Promise\.(?:race|any)$/.test(syntax.nameOf(race.callee) ?? '');
}

/** `request.setTimeout(…)` in the same function, or a listener for it. */
function hasLimitOfItsOwn(call: Node, syntax: Syntax): boolean {
  const fn = syntax.tree.functionOf(call) ?? syntax.file.program;
  return /\.setTimeout\(|['"]timeout['"]|\.destroy\(/.test(syntax.textOf(fn));
}
