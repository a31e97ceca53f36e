import type { Position } from './line-map.ts';
import type { ParsedFile } from './parsed-file.ts';
import type { Workspace } from './source-file.ts';

/** What one file asks another for. */
export interface ModuleImport extends Position {
  readonly specifier: string;
  readonly kind: 'import' | 're-export' | 'dynamic' | 'require';
  /** Gone when the code runs. */
  readonly isTypeOnly: boolean;
  /** Said without `type`, but nothing of it is used but as a type: compilers of TypeScript leave it out as well. */
  readonly isUsedAsTypeOnly: boolean;
  /** Asked for when a function is called, if ever. */
  readonly isDeferred: boolean;
  /** In a `try`: the code can do without. */
  readonly isGuarded: boolean;
  /** Of the names there, `default` for the default and `*` for all. None: for its effects, or not known. */
  readonly names: readonly string[];
}

/** What is left of a file when its syntax tree is gone: enough to see how files hang together. */
export interface ModuleFacts {
  readonly path: string;
  readonly lineCount: number;
  readonly imports: readonly ModuleImport[];
  /** `default` for the default. */
  readonly exports: readonly string[];
  /** `export * from`: the names of these are exported as well. */
  readonly starReExports: readonly string[];
  readonly hasModuleSyntax: boolean;
  /** False when there may be more of them than its syntax says: CommonJS, `export =`, JSDoc types, a syntax error. */
  readonly areExportsKnown: boolean;
  /** `declare module 'x'`: what these are is said here. */
  readonly declaredModules: readonly string[];
}

/** All files of a workspace, by their paths. */
export interface Project {
  readonly workspace: Workspace;
  readonly modules: ReadonlyMap<string, ModuleFacts>;
}

export type FactsOf = (file: ParsedFile) => ModuleFacts;
