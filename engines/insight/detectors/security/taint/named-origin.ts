import type { Node } from 'oxc-parser';
import { isFunction, memberName, type NodeOf } from '../../../syntax/node.ts';
import type { Binding } from '../../../syntax/scope.ts';
import type { Syntax } from '../../../syntax/syntax.ts';
import { isBrowserInput, isMessageData } from './browser-source.ts';
import { chainOf, patternPath } from './chain.ts';
import { known, type Origin, unknown, worstOf } from './origin.ts';
import { isParameterInput, isRequestInput } from './request-source.ts';
import { isChecked } from './sanitizer.ts';

/** Members that are numbers wherever they are. */
const numbers = /^(?:length|size|pid|port|byteLength|childElementCount)$/;
const visits = /^(?:map|flatMap|forEach|filter|some|every|find)$/;

type OriginOf = (node: Node) => Origin;

/** Where the value of a variable or a parameter comes from. */
export function bindingOrigin(node: NodeOf<'Identifier'>, syntax: Syntax, of: OriginOf): Origin {
  const binding = syntax.bindingOf(node);
  if (!binding) return unknown;
  if (isChecked(binding, syntax) || isNumber(binding, syntax)) return known;
  const { declaration, kind } = binding;
  // By the custom of everybody these are constants, which is all that can be seen from here.
  if (kind === 'import') return /^[A-Z][A-Z0-9_]+$/.test(binding.name) ? known : unknown;
  if (kind === 'enum') return known;
  if (kind === 'parameter') {
    const first = 'params' in declaration && Array.isArray(declaration.params) ? declaration.params[0] : undefined;
    const path = first ? patternPath(binding, first, syntax) : [];
    if (isParameterInput(binding, path, syntax)) return { kind: 'request', label: path.join('.') || binding.name };
    return elementOrigin(binding, syntax, of);
  }
  return declaration.type === 'VariableDeclarator' ? ofVariable(binding, declaration, syntax, of) : unknown;
}

/** `list.map((element) => …)`: an element comes from where its list does. */
function elementOrigin({ declaration, identifier }: Binding, { tree }: Syntax, of: OriginOf): Origin {
  const call = isFunction(declaration) ? tree.parentOf(declaration) : undefined;
  if (call?.type !== 'CallExpression' || call.callee.type !== 'MemberExpression' || !isFunction(declaration))
    return unknown;
  const [first] = declaration.params;
  const isElement = first !== undefined && tree.isWithin(identifier, first) && call.arguments[0] === declaration;
  return isElement && visits.test(memberName(call.callee) ?? '') ? of(call.callee.object) : unknown;
}

function ofVariable(binding: Binding, declaration: NodeOf<'VariableDeclarator'>, syntax: Syntax, of: OriginOf): Origin {
  const { init, id } = declaration;
  const written = binding.references.filter(({ isWrite }) => isWrite);
  const assigned = written.map(({ node }) => {
    const parent = syntax.tree.parentOf(node);
    return parent?.type === 'AssignmentExpression' ? of(parent.right) : unknown;
  });
  if (!init) return worstOf([...assigned, ofLoop(declaration, syntax, of)]);
  return worstOf([ofInit(binding, init, id, syntax, of), ...assigned]);
}

/** `const { q } = req.query` and `const { query: { q } } = req` both bind `req.query.q`. */
function ofInit(binding: Binding, init: Node, id: Node, syntax: Syntax, of: OriginOf): Origin {
  if (id.type === 'Identifier') return of(init);
  const chain = chainOf(init);
  const path = patternPath(binding, id, syntax);
  const root = chain && syntax.bindingOf(chain.root);
  if (chain && root && isRequestInput(root, [...chain.path, ...path], syntax))
    return { kind: 'request', label: [syntax.labelOf(init), ...path].join('.') };
  return of(init);
}

/** `for (const part of parts)`. A variable of no loop has no value until it is given one. */
function ofLoop(declaration: Node, syntax: Syntax, of: OriginOf): Origin {
  const statement = syntax.tree.parentOf(declaration);
  const loop = statement && syntax.tree.parentOf(statement);
  if (loop?.type === 'ForOfStatement' || loop?.type === 'ForInStatement')
    return loop.left === statement ? of(loop.right) : known;
  return known;
}

export function memberOrigin(node: NodeOf<'MemberExpression'>, syntax: Syntax, of: OriginOf): Origin {
  if (numbers.test(memberName(node) ?? '')) return known;
  const label = syntax.labelOf(node);
  if (isBrowserInput(node, syntax)) return { kind: 'browser', label };
  if (syntax.nameOf(node) === 'process.argv') return { kind: 'arguments', label };
  const chain = chainOf(node);
  const root = chain && syntax.bindingOf(chain.root);
  if (chain && root && isRequestInput(root, chain.path, syntax)) return { kind: 'request', label };
  if (chain && root && isMessageData(root, chain.path, syntax)) return { kind: 'browser', label };
  // A constant of another file, or an element of a table of this one.
  if (chain && /^[A-Z][A-Z0-9_]+$/.test(chain.path.at(-1) ?? chain.root.name)) return known;
  if (chain && /^[A-Z][A-Z0-9_]+$/.test(chain.root.name)) return known;
  return of(node.object);
}

function isNumber({ identifier }: Binding, syntax: Syntax): boolean {
  if (!('typeAnnotation' in identifier) || !identifier.typeAnnotation) return false;
  return /^(?:number|bigint|boolean|Date)$/.test(syntax.textOf(identifier.typeAnnotation.typeAnnotation));
}
