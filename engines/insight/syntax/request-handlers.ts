import type { Node } from 'oxc-parser';
import { functionFor, functionName } from './functions.ts';
import { bare, type FunctionNode, memberName, type NodeOf } from './node.ts';
import type { Syntax } from './syntax.ts';

const routeMethod = /^(?:get|post|put|patch|delete|head|options|all|use|route|param)$/;
const routerName = /^(?:express|fastify|koa|hono|restify|polka|@koa\/router|koa-router)\b.*\(\)/;
const conventionalRouter = /^(?:app|router|server|fastify|api|\w+Router)$/;
const serverFactory = /^(?:https?|http2)\.create(?:Secure)?Server$/;
const requestParameter = /^_?(?:req|request)$/;
const responseParameter = /^_?(?:res|response|reply|resp)$/;
const requestType =
  /^(?:Express\.)?(?:Request|IncomingMessage|NextApiRequest|FastifyRequest|NextRequest|http\.IncomingMessage)\b/;
const routeFile = /(?:^|\/)app\/(?:.*\/)?route\.[jt]sx?$/;
const apiFile = /(?:^|\/)pages\/api\/.*\.[jt]sx?$/;
const verb = /^(?:GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS)$/;

const known = new WeakMap<Syntax, ReadonlySet<FunctionNode>>();

/** Functions that answer requests of a server, one at a time for all who wait: of Express, Koa, Fastify, node:http and Next. */
export function requestHandlers(syntax: Syntax): ReadonlySet<FunctionNode> {
  const handlers = known.get(syntax) ?? findHandlers(syntax);
  known.set(syntax, handlers);
  return handlers;
}

/** The handler that a node runs in, also in a callback that is called at once. */
export function handlerAround(node: Node, syntax: Syntax): FunctionNode | undefined {
  const handlers = requestHandlers(syntax);
  if (handlers.size === 0) return undefined;
  for (let fn = syntax.tree.functionOf(node); fn; fn = syntax.tree.functionOf(fn)) if (handlers.has(fn)) return fn;
  return undefined;
}

function findHandlers(syntax: Syntax): Set<FunctionNode> {
  const handlers = new Set<FunctionNode>();
  for (const call of syntax.ofType('CallExpression')) {
    for (const argument of registeredBy(call, syntax)) {
      const fn = functionFor(argument, syntax);
      if (fn) handlers.add(fn);
    }
  }
  for (const fn of syntax.tree.functions) {
    if (takesRequest(fn, syntax) || isOfNext(fn, syntax)) handlers.add(fn);
  }
  return handlers;
}

/** What a call gives a server to answer with. */
function registeredBy(call: NodeOf<'CallExpression'>, syntax: Syntax): readonly Node[] {
  const name = syntax.nameOf(call.callee);
  if (name !== undefined && serverFactory.test(name)) return call.arguments;
  const callee = bare(call.callee);
  const method = memberName(callee);
  if (callee.type !== 'MemberExpression' || !method || !routeMethod.test(method)) return [];
  const router = bare(callee.object);
  const known = routerName.test(syntax.nameOf(router) ?? '');
  const isConventional = router.type === 'Identifier' && conventionalRouter.test(router.name);
  if (!known && !isConventional) return [];
  // `cache.get(key, () => …)` has a key, and a route has a path.
  const [first] = call.arguments;
  const hasPath = first?.type === 'Literal' && typeof first.value === 'string' && first.value.startsWith('/');
  return hasPath || (known && method === 'use') ? call.arguments.slice(hasPath ? 1 : 0) : [];
}

/** `(req, res)`, by the names that everybody uses, or by the type of the first. */
function takesRequest({ params, type }: FunctionNode, syntax: Syntax): boolean {
  const [request, response] = params;
  if (request?.type !== 'Identifier' || response?.type !== 'Identifier') return false;
  if (!responseParameter.test(response.name)) return false;
  const annotation = request.typeAnnotation?.typeAnnotation;
  if (annotation && requestType.test(syntax.textOf(annotation))) return true;
  return type !== undefined && !annotation && requestParameter.test(request.name);
}

function isOfNext(fn: FunctionNode, { tree, file }: Syntax): boolean {
  const isApi = apiFile.test(file.path);
  if (!isApi && !routeFile.test(file.path)) return false;
  const parent = tree.parentOf(fn);
  if (isApi) return parent?.type === 'ExportDefaultDeclaration';
  return verb.test(functionName(fn, tree) ?? '') && !tree.functionOf(fn);
}
