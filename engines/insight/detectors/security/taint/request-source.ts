import type { Node } from 'oxc-parser';
import { functionName } from '../../../syntax/functions.ts';
import { type FunctionNode, isFunction, memberName } from '../../../syntax/node.ts';
import type { Binding } from '../../../syntax/scope.ts';
import type { Syntax } from '../../../syntax/syntax.ts';

/** What a client chooses of its request, as Express, Fastify, Koa, Hono, Next and the fetch standard call it. */
const ofRequest =
  /^(?:query|params|body|headers|cookies|signedCookies|url|originalUrl|rawBody|files?|nextUrl|searchParams|hostname|json|text|formData|param|header|get|parseBody|host)$/;
const ofEvent =
  /^(?:body|queryStringParameters|multiValueQueryStringParameters|pathParameters|headers|cookies|rawPath|rawQueryString)$/;
const onlyOfHttpEvents = /^(?:queryStringParameters|multiValueQueryStringParameters|pathParameters|rawQueryString)$/;

const requestNames = /^_?(?:req|request)$/;
const contextNames = /^(?:ctx|context|c)$/;
const eventNames = /^(?:event|evt)$/;

const responseNames = /^_?(?:res|resp|response|reply|next|h)$/;
const requestTypes =
  /^(?:\w+\.)?(?:Request|NextRequest|NextApiRequest|FastifyRequest|IncomingMessage|HonoRequest|Context|KoaContext|APIGateway\w*Event\w*|ALBEvent|LambdaFunctionURLEvent|VercelRequest)\b/;
const routes = /^(?:get|post|put|patch|delete|del|all|use|route|head|options|on|handle|createServer|param)$/;
const handlerNames =
  /^(?:GET|POST|PUT|PATCH|DELETE|handler|handle\w*|\w*Handler|loader|action|fetch|middleware|default)$/;

/** Whether the member `path` of this parameter is what a client has sent. */
export function isRequestInput(binding: Binding, path: readonly string[], syntax: Syntax): boolean {
  const { declaration, name } = binding;
  if (binding.kind !== 'parameter' || !isFunction(declaration)) return false;
  const [first = '', second = ''] = path;
  if (requestNames.test(name)) return ofRequest.test(first) && takesRequests(declaration, binding, syntax);
  if (contextNames.test(name)) {
    const isInput = /^req(?:uest)?$/.test(first) ? ofRequest.test(second) : /^(?:query|params)$/.test(first);
    return isInput && takesRequests(declaration, binding, syntax);
  }
  if (!eventNames.test(name) || !ofEvent.test(first)) return false;
  return (
    onlyOfHttpEvents.test(first) ||
    (functionName(declaration, syntax.tree) === 'handler' && syntax.tree.functionOf(declaration) === undefined)
  );
}

/** `({ query, body }, res) => …` and `@Query() query`: what a handler gets without naming its request. */
export function isParameterInput(binding: Binding, path: readonly string[], syntax: Syntax): boolean {
  const { declaration, identifier } = binding;
  if (binding.kind !== 'parameter' || !isFunction(declaration)) return false;
  if (hasInputDecorator(identifier, syntax)) return true;
  const [first, ...others] = declaration.params;
  if (first?.type !== 'ObjectPattern' || !syntax.tree.isWithin(identifier, first)) return false;
  const hasResponse = others.some((each) => each.type === 'Identifier' && responseNames.test(each.name));
  return hasResponse && /^(?:query|params|body|headers|cookies)$/.test(path[0] ?? '');
}

function hasInputDecorator(identifier: Node, syntax: Syntax): boolean {
  if (!('decorators' in identifier) || !identifier.decorators) return false;
  return identifier.decorators.some((each) => /^@(?:Query|Param|Body|Headers)\(/.test(syntax.textOf(each)));
}

/** By its other parameters, its type, what it is passed to, or what it is called. A client that sends requests has such a parameter too. */
function takesRequests(fn: FunctionNode, { identifier }: Binding, syntax: Syntax): boolean {
  const isAnswered = fn.params.some((each) => each.type === 'Identifier' && responseNames.test(each.name));
  if (isAnswered || hasRequestType(identifier, syntax)) return true;
  const parent = syntax.tree.parentOf(fn);
  if (parent?.type === 'CallExpression') return routes.test(calledAs(parent.callee));
  return handlerNames.test(functionName(fn, syntax.tree) ?? '') && syntax.tree.functionOf(fn) === undefined;
}

function hasRequestType(identifier: Node, syntax: Syntax): boolean {
  if (identifier.type !== 'Identifier' || !('typeAnnotation' in identifier) || !identifier.typeAnnotation) return false;
  return requestTypes.test(syntax.textOf(identifier.typeAnnotation.typeAnnotation));
}

const calledAs = (callee: Node): string => (callee.type === 'Identifier' ? callee.name : (memberName(callee) ?? ''));
