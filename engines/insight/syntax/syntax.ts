import type { Node } from 'oxc-parser';
import type { ParsedFile } from '../source/parsed-file.ts';
import { type Constant, Constants } from './constants.ts';
import { isScript, isTestFile } from './file-role.ts';
import { Names } from './names.ts';
import type { NodeOf, NodeType } from './node.ts';
import type { Binding } from './scope.ts';
import { Scopes } from './scopes.ts';
import { SyntaxTree } from './syntax-tree.ts';

/** All that rules ask about the syntax of one file. Each part is made when it is first asked for. */
export class Syntax {
  readonly file: ParsedFile;
  readonly tree: SyntaxTree;
  /** Code of tests. */
  readonly isTest: boolean;
  /** A program for a terminal, a script, or an example. */
  readonly isScript: boolean;
  #scopes: Scopes | undefined;
  #names: Names | undefined;
  #constants: Constants | undefined;

  constructor(file: ParsedFile) {
    this.file = file;
    this.tree = new SyntaxTree(file.program);
    this.isTest = isTestFile(file.path);
    const imports = file.module.staticImports.map(({ moduleRequest }) => moduleRequest.value);
    this.isScript = isScript(file.path, file.source.text, imports);
  }

  get scopes(): Scopes {
    this.#scopes ??= new Scopes(this.tree);
    return this.#scopes;
  }

  ofType<T extends NodeType>(...types: T[]): readonly NodeOf<T>[] {
    return this.tree.ofType(...types);
  }

  /** What an identifier declares or uses; undefined for a global. */
  bindingOf(node: Node): Binding | undefined {
    return this.scopes.bindingOf(node);
  }

  /** `fs.readFileSync`, `fetch`, `express().get`: see {@link Names}. Ask for the callee of a call. */
  nameOf(expression: Node): string | undefined {
    this.#names ??= new Names(this.tree, this.scopes);
    return this.#names.nameOf(expression);
  }

  constantOf(expression: Node): Constant | undefined {
    this.#constants ??= new Constants(this.scopes);
    return this.#constants.constantOf(expression);
  }

  textOf({ start, end }: Node): string {
    return this.file.source.text.slice(start, end);
  }

  /** For a message: on one line, and no longer than a name. */
  labelOf(node: Node): string {
    const text = this.textOf(node).slice(0, 200).replace(/\s+/g, ' ').replaceAll(' .', '.').replaceAll(' ?.', '?.');
    return text.length > 60 ? `${text.slice(0, 59)}…` : text;
  }
}

const known = new WeakMap<ParsedFile, Syntax>();

/** One for all detectors that look at the same file. */
export function syntaxOf(file: ParsedFile): Syntax {
  const syntax = known.get(file) ?? new Syntax(file);
  known.set(file, syntax);
  return syntax;
}
