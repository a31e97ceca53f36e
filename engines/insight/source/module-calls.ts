import type { Node } from 'oxc-parser';
import type { ParsedFile } from './parsed-file.ts';
import type { ModuleImport } from './project.ts';
import { type Ancestors, walk } from './walk.ts';

export interface ModuleCalls {
  readonly imports: readonly ModuleImport[];
  readonly declaredModules: readonly string[];
  /** `export =` */
  readonly hasExportAssignment: boolean;
}

/** `import('x')`, `require('x')`, and what only TypeScript has; what is computed at run time is not known. */
export function callsOf(file: ParsedFile): ModuleCalls {
  const imports: ModuleImport[] = [];
  const declaredModules: string[] = [];
  let hasExportAssignment = false;
  if (!/\b(?:import|require|module|export\s*=|export\s*\{\s*\})/.test(file.source.text))
    return { imports, declaredModules, hasExportAssignment };
  walk(file.program, (node, ancestors) => {
    const asked = askedBy(node, ancestors);
    if (asked) {
      const { specifier, kind, isTypeOnly = false, start = node.start } = asked;
      imports.push({
        ...{ ...file.positionOf(start), specifier, kind, isTypeOnly, isUsedAsTypeOnly: false, names: [] },
        isDeferred: kind === 'dynamic' || ancestors.some(isFunction),
        isGuarded: ancestors.some(({ type }) => type === 'TryStatement'),
      });
    }
    if (node.type === 'TSExportAssignment') hasExportAssignment = true;
    if (node.type === 'TSModuleDeclaration' && node.id.type === 'Literal') declaredModules.push(node.id.value);
  });
  return { imports, declaredModules, hasExportAssignment };
}

interface Asked extends Pick<ModuleImport, 'specifier' | 'kind'> {
  readonly isTypeOnly?: boolean;
  readonly start?: number;
}

function askedBy(node: Node, ancestors: Ancestors): Asked | undefined {
  switch (node.type) {
    case 'ImportExpression':
      return asked('dynamic', textOf(node.source));
    case 'TSImportType':
      return asked('dynamic', textOf(node.source), true);
    case 'CallExpression': {
      const isRequire = node.callee.type === 'Identifier' && node.callee.name === 'require';
      return isRequire && !isOwnName(ancestors) ? asked('require', textOf(node.arguments[0])) : undefined;
    }
    case 'TSExternalModuleReference': {
      const parent = ancestors.at(-1);
      const isType = parent?.type === 'TSImportEqualsDeclaration' && parent.importKind === 'type';
      return asked('require', textOf(node.expression), isType);
    }
    case 'ExportNamedDeclaration':
      // `export {} from 'x'` has no name that the parser's records could hold.
      if (node.specifiers.length > 0 || !node.source) return undefined;
      return asked('re-export', node.source.value, node.exportKind === 'type');
    default:
      return undefined;
  }
}

const asked = (kind: ModuleImport['kind'], specifier: string | undefined, isTypeOnly = false): Asked | undefined =>
  specifier === undefined ? undefined : { kind, specifier, isTypeOnly };

function textOf(node: Node | undefined): string | undefined {
  if (node?.type === 'Literal') return typeof node.value === 'string' ? node.value : undefined;
  if (node?.type !== 'TemplateLiteral' || node.expressions.length > 0) return undefined;
  return node.quasis[0]?.value.cooked ?? undefined;
}

function isFunction({ type }: Node): boolean {
  return type === 'FunctionDeclaration' || type === 'FunctionExpression' || type === 'ArrowFunctionExpression';
}

/** In a bundle, and in AMD, `require` is a parameter, and asks for something else. */
function isOwnName(ancestors: Ancestors): boolean {
  return ancestors.some(
    (node) =>
      (node.type === 'FunctionExpression' || node.type === 'FunctionDeclaration') &&
      node.params.some((param) => param.type === 'Identifier' && param.name === 'require'),
  );
}
