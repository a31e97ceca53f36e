import type { Node } from 'oxc-parser';
import { bare, type CallNode, memberName } from '../../../syntax/node.ts';
import type { Syntax } from '../../../syntax/syntax.ts';
import { isBrowserInput } from './browser-source.ts';
import { bindingOrigin, memberOrigin } from './named-origin.ts';
import { isSource, known, type Origin, unknown, worstOf } from './origin.ts';
import { type Part, partsOf } from './parts.ts';
import { isHarmless, isSanitizing } from './sanitizer.ts';

const deepest = 60;

/** Methods that give back what they are called on, or a part of it. */
const passing =
  /^(?:toString|trim|trimStart|trimEnd|toLowerCase|toUpperCase|slice|substring|substr|substr|at|charAt|concat|padStart|padEnd|repeat|normalize|split|join|reverse|get|getAll|map|filter|flat|pop|shift|then|json|text|formData|param|header|query|parseBody|valueOf|replace|replaceAll)$/;
/** Functions that give back what they are given. */
const carrying =
  /^(?:String|decodeURI|decodeURIComponent|unescape|atob|JSON\.parse|(?:qs|querystring|url)\.parse|Buffer\.from|Object\.(?:assign|fromEntries|values|entries)|path\.(?:join|resolve|normalize)|util\.format|structuredClone|Array\.from|Promise\.resolve|URL|URLSearchParams)$/;

/** Where the values of a file come from. Asked of one function at a time: what a function of this file is called with is not known. */
export class Flow {
  readonly #syntax: Syntax;
  readonly #origins = new Map<Node, Origin>();

  constructor(syntax: Syntax) {
    this.#syntax = syntax;
  }

  partsOf(expression: Node): Part[] {
    return partsOf(expression, this.#syntax);
  }

  /** The worst of all that a value is made of. */
  originOf(expression: Node, depth = 0): Origin {
    const node = bare(expression);
    const before = this.#origins.get(node);
    if (before) return before;
    if (depth > deepest) return unknown;
    // What is made of itself is as bad as its other parts.
    this.#origins.set(node, known);
    const origin = this.#origin(node, depth + 1);
    this.#origins.set(node, origin);
    return origin;
  }

  #origin(node: Node, depth: number): Origin {
    const of = (part: Node) => this.originOf(part, depth);
    const syntax = this.#syntax;
    if (syntax.constantOf(node)) return known;
    switch (node.type) {
      case 'Identifier':
        if (isBrowserInput(node, syntax)) return { kind: 'browser', label: syntax.labelOf(node) };
        return bindingOrigin(node, syntax, of);
      case 'MemberExpression':
        return memberOrigin(node, syntax, of);
      case 'CallExpression':
      case 'NewExpression':
        return this.#ofCall(node, of);
      case 'BinaryExpression':
        return node.operator === '+'
          ? worstOf(this.partsOf(node).map((part) => ('hole' in part && part.hole !== node ? of(part.hole) : known)))
          : known;
      case 'UnaryExpression':
      case 'UpdateExpression':
      case 'Literal':
        return known;
      default:
        return worstOfParts(node, of);
    }
  }

  #ofCall(call: CallNode, of: (part: Node) => Origin): Origin {
    const { callee } = call;
    const syntax = this.#syntax;
    if (isSanitizing(call, syntax)) return known;
    if (isBrowserInput(call, syntax)) return { kind: 'browser', label: syntax.labelOf(call) };
    const name = syntax.nameOf(callee);
    const fromArguments = () =>
      worstOf(call.arguments.map((each) => of(each.type === 'SpreadElement' ? each.argument : each)));
    if (name !== undefined && carrying.test(name)) return fromArguments();
    // Text of JSON from here is text from here; text of a client is the client's.
    if (name === 'JSON.stringify') return isSource(fromArguments()) ? fromArguments() : known;
    if (callee.type !== 'MemberExpression' || !passing.test(memberName(callee) ?? '')) return unknown;
    // `c.req.query('x')` is input by its method, `req.query.x.trim()` by what the method is called on.
    const owner = of(callee);
    if (memberName(callee) === 'map') return ofMapped(call, owner, of);
    return memberName(callee) === 'concat' ? worstOf([owner, fromArguments()]) : owner;
  }
}

/** `ids.map(() => '?')`, `ids.map(Number)`: what a list is made into, as far as the function that does it shows. */
function ofMapped(call: CallNode, owner: Origin, of: (part: Node) => Origin): Origin {
  const [first] = call.arguments;
  if (first?.type === 'Identifier' || first?.type === 'MemberExpression')
    return isHarmless(memberName(first) ?? (first.type === 'Identifier' ? first.name : '')) ? known : owner;
  if (first?.type !== 'ArrowFunctionExpression' || first.body.type === 'BlockStatement') return owner;
  return isCounted(first) ? known : of(first.body);
}

/** `(_, i) => `$${i + 1}``: made of the position alone. */
function isCounted({ params, body }: Node & { readonly type: 'ArrowFunctionExpression' }): boolean {
  const [element, position] = params;
  if (body.type !== 'TemplateLiteral' || position?.type !== 'Identifier' || element?.type !== 'Identifier')
    return false;
  return body.expressions.every((each) => {
    const operand = each.type === 'BinaryExpression' ? each.left : each;
    return operand.type === 'Identifier' && operand.name === position.name;
  });
}

function worstOfParts(node: Node, of: (part: Node) => Origin): Origin {
  switch (node.type) {
    case 'TemplateLiteral':
      return worstOf(node.expressions.map(of));
    case 'ConditionalExpression':
      return worstOf([of(node.consequent), of(node.alternate)]);
    case 'LogicalExpression':
      return worstOf([of(node.left), of(node.right)]);
    case 'AwaitExpression':
      return of(node.argument);
    case 'AssignmentExpression':
      return of(node.right);
    case 'SequenceExpression':
      return worstOf(node.expressions.slice(-1).map(of));
    case 'ArrayExpression':
      return worstOf(
        node.elements.map((each) => (each ? of(each.type === 'SpreadElement' ? each.argument : each) : known)),
      );
    case 'ObjectExpression':
      return worstOf(node.properties.map((each) => of(each.type === 'SpreadElement' ? each.argument : each.value)));
    default:
      return unknown;
  }
}

const flows = new WeakMap<Syntax, Flow>();

export function flowOf(syntax: Syntax): Flow {
  const flow = flows.get(syntax) ?? new Flow(syntax);
  flows.set(syntax, flow);
  return flow;
}
