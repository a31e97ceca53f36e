import { posix } from 'node:path';
import { parseAst } from 'rolldown/parseAst';
import { isNode, type Node, nameOf } from './syntax.ts';

export interface Import {
  /** A path of this repository, or the name of a package; undefined when it is computed at run time. */
  readonly target: string | undefined;
  /** `import type`: gone at run time. `import { type A }` is not, it still loads the module. */
  readonly isType: boolean;
}

/** What the rules need to know of one TypeScript file. */
export interface Module {
  readonly path: string;
  readonly imports: readonly Import[];
  readonly readsEnvironment: boolean;
}

/** `path` is relative to the root, with slashes. */
export function readModule(path: string, source: string): Module {
  const imports: Import[] = [];
  let readsEnvironment = false;
  walk(parseAst(source, { lang: 'ts' }), (node) => {
    if (isImport(node)) imports.push({ target: targetOf(path, node.source), isType: isTypeOnly(node) });
    readsEnvironment ||= isConfiguration(node);
  });
  return { path, imports, readsEnvironment };
}

/** Any variable but `process.env.PATH`, which says nothing to us and is only handed on to child processes. */
function isConfiguration(node: Node): boolean {
  if (node.type === 'MemberExpression' && isEnvironment(node.object)) return nameOf(node.property) !== 'PATH';
  return Object.values(node).flat().some(isEnvironment) && node.type !== 'MemberExpression';
}

function isEnvironment(value: unknown): boolean {
  return (
    isNode(value) &&
    value.type === 'MemberExpression' &&
    nameOf(value.object) === 'process' &&
    nameOf(value.property) === 'env'
  );
}

function walk(value: unknown, see: (node: Node) => void): void {
  if (!isNode(value)) return;
  see(value);
  for (const child of Object.values(value).flat()) walk(child, see);
}

function isImport(node: Node): boolean {
  const isDeclaration = /^(?:Import|ExportNamed|ExportAll)Declaration$/.test(node.type) && isNode(node.source);
  return isDeclaration || node.type === 'ImportExpression' || node.type === 'TSImportType';
}

function isTypeOnly(node: Node): boolean {
  return node.importKind === 'type' || node.exportKind === 'type' || node.type === 'TSImportType';
}

function targetOf(path: string, source: unknown): string | undefined {
  if (!isNode(source) || typeof source.value !== 'string') return undefined;
  if (source.value.startsWith('.')) return posix.join(posix.dirname(path), source.value);
  const [scope = '', name = ''] = source.value.split('/');
  return scope.startsWith('@') ? `${scope}/${name}` : scope;
}
