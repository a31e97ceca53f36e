import type { Node } from 'oxc-parser';
import { isFunction, memberName } from '../../../syntax/node.ts';
import type { Binding } from '../../../syntax/scope.ts';
import type { Syntax } from '../../../syntax/syntax.ts';

/** What a page is opened with: whoever makes the link chooses it. */
const addresses =
  /^(?:document\.)?location(?:\.(?:search|hash|href|pathname|toString))?$|^document\.(?:URL|documentURI|baseURI|referrer)$/;
/** Hooks that read the address for a component. */
const hooks =
  /^(?:react-router(?:-dom)?|@remix-run\/react|next\/navigation)\.(?:useSearchParams|useParams|useLocation)\(\)|^next\/router(?:\.useRouter)?\(\)\.(?:query|asPath)/;

export function isBrowserInput(node: Node, syntax: Syntax): boolean {
  if (isWindowName(node, syntax)) return true;
  const name = syntax.nameOf(node);
  return name !== undefined && (addresses.test(name) || hooks.test(name));
}

function isWindowName(node: Node, syntax: Syntax): boolean {
  if (node.type !== 'MemberExpression' || memberName(node) !== 'name') return false;
  const { object } = node;
  return object.type === 'Identifier' && /^(?:window|self|top)$/.test(object.name) && !syntax.bindingOf(object);
}

/** The `data` of a message event, which any page with a reference to this one can send. */
export function isMessageData(binding: Binding, path: readonly string[], syntax: Syntax): boolean {
  const { declaration } = binding;
  if (path[0] !== 'data' || binding.kind !== 'parameter' || !isFunction(declaration)) return false;
  const parent = syntax.tree.parentOf(declaration);
  if (parent?.type === 'AssignmentExpression') return syntax.nameOf(parent.left) === 'onmessage';
  if (parent?.type !== 'CallExpression' || syntax.nameOf(parent.callee) !== 'addEventListener') return false;
  const [type] = parent.arguments;
  return type?.type === 'Literal' && type.value === 'message';
}
