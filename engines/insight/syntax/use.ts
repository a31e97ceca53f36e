import type { Node } from 'oxc-parser';
import { isNodeOf } from './node.ts';
import type { IdentifierNode } from './scope.ts';
import type { SyntaxTree } from './syntax-tree.ts';

const labels = isNodeOf('LabeledStatement', 'BreakStatement', 'ContinueStatement', 'MetaProperty');
const keyed = isNodeOf(
  'Property',
  'PropertyDefinition',
  'MethodDefinition',
  'AccessorProperty',
  'TSAbstractAccessorProperty',
  'TSAbstractMethodDefinition',
  'TSAbstractPropertyDefinition',
  'TSPropertySignature',
  'TSMethodSignature',
);
/** Nodes whose identifiers are names of something else, or parameters of a type. */
const nameOnly = isNodeOf(
  'ImportSpecifier',
  'ImportAttribute',
  'ExportAllDeclaration',
  'TSEnumMember',
  'TSNamedTupleMember',
  'TSTypeParameter',
  'TSNamespaceExportDeclaration',
  'TSFunctionType',
  'TSConstructorType',
  'TSCallSignatureDeclaration',
  'TSConstructSignatureDeclaration',
  'TSIndexSignature',
  'TSMappedType',
  'TSImportType',
  'TSEmptyBodyFunctionExpression',
);

/** Whether an identifier that declares nothing uses a binding, and is not the name of a property, a label or a type's part. */
export function isUse(node: IdentifierNode, parent: Node, tree: SyntaxTree): boolean {
  if (parent.type === 'MemberExpression') return parent.computed || parent.object === node;
  if (keyed(parent)) return parent.key !== node ? !isSignature(parent) : parent.computed;
  if (labels(parent) || nameOnly(parent)) return false;
  if (parent.type === 'TSQualifiedName') return parent.left === node;
  if (parent.type === 'ExportSpecifier') {
    const declaration = tree.parentOf(parent);
    return parent.local === node && declaration?.type === 'ExportNamedDeclaration' && !declaration.source;
  }
  return true;
}

function isSignature({ type }: Node): boolean {
  return type === 'TSMethodSignature' || type === 'TSPropertySignature';
}

export interface Access {
  readonly isWrite: boolean;
  readonly isRead: boolean;
}

const read: Access = { isWrite: false, isRead: true };

/** Whether a use takes the value, gives another, or both. */
export function accessOf(node: Node, tree: SyntaxTree): Access {
  let inner = node;
  for (let outer = tree.parentOf(node); outer; outer = tree.parentOf(outer)) {
    switch (outer.type) {
      case 'UpdateExpression':
        return { isWrite: true, isRead: true };
      case 'AssignmentExpression':
        return outer.left === inner ? { isWrite: true, isRead: outer.operator !== '=' } : read;
      case 'ForInStatement':
      case 'ForOfStatement':
        return outer.left === inner ? { isWrite: true, isRead: false } : read;
      case 'Property':
        if (outer.value !== inner || tree.parentOf(outer)?.type !== 'ObjectPattern') return read;
        break;
      case 'AssignmentPattern':
        if (outer.left !== inner) return read;
        break;
      case 'ArrayPattern':
      case 'ObjectPattern':
      case 'RestElement':
      case 'ParenthesizedExpression':
      case 'TSAsExpression':
      case 'TSNonNullExpression':
        break;
      default:
        return read;
    }
    inner = outer;
  }
  return read;
}
