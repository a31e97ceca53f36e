import type { Node } from 'oxc-parser';
import type { ParsedFile } from './parsed-file.ts';
import { walk } from './walk.ts';

/**
 * The names that the code of a TypeScript file uses where they are there when it runs. Whose they are is not asked, so one that is
 * also a local variable counts. Undefined where a compiler may leave nothing out: in JavaScript, and where there are decorators,
 * which see types when the code runs.
 */
export function usedAsValues(file: ParsedFile): ReadonlySet<string> | undefined {
  const { language } = file.source;
  if ((language !== 'ts' && language !== 'tsx') || file.module.staticImports.length === 0) return undefined;
  const names = new Set<string>();
  let hasDecorators = false;
  walk(file.program, (node) => {
    if (node.type === 'Decorator') hasDecorators = true;
    if (node.type === 'Identifier' || node.type === 'JSXIdentifier') names.add(node.name);
    return !isTypeOnly(node);
  });
  return hasDecorators ? undefined : names;
}

/** These hold values, with the types around them. */
const valueNodes = new Set([
  ...['TSAsExpression', 'TSSatisfiesExpression', 'TSNonNullExpression', 'TSTypeAssertion', 'TSInstantiationExpression'],
  ...['TSEnumDeclaration', 'TSEnumBody', 'TSEnumMember', 'TSModuleDeclaration', 'TSModuleBlock', 'TSExportAssignment'],
  ...['TSImportEqualsDeclaration', 'TSQualifiedName', 'TSParameterProperty', 'TSAbstractPropertyDefinition'],
  ...['TSAbstractMethodDefinition', 'TSAbstractAccessorProperty', 'TSEmptyBodyFunctionExpression'],
]);

function isTypeOnly(node: Node): boolean {
  if (node.type === 'ImportDeclaration') return true;
  return node.type.startsWith('TS') && !valueNodes.has(node.type);
}
