import type { ModuleGraph } from './module-graph.ts';

export interface ExportedNames {
  readonly names: ReadonlySet<string>;
  /** False when there may be more: then, a name that is not among them may be there all the same. */
  readonly isComplete: boolean;
}

/** The names that a module exports, with those of the modules that it re-exports all of. */
export class ExportedNamesOf {
  readonly #graph: ModuleGraph;
  readonly #known = new Map<string, ExportedNames>();
  /** `declare module './a'` adds to what `./a` exports. */
  readonly #augmented: ReadonlySet<string | undefined>;

  constructor(graph: ModuleGraph) {
    this.#graph = graph;
    const { resolver, targetOf } = graph;
    const declarations = [...graph.modules.values()].flatMap(({ path, declaredModules }) =>
      declaredModules.map((specifier) => targetOf(resolver.resolve(path, specifier))),
    );
    this.#augmented = new Set(declarations);
  }

  of(path: string): ExportedNames {
    const known = this.#known.get(path) ?? this.#find(path);
    this.#known.set(path, known);
    return known;
  }

  #find(path: string): ExportedNames {
    const names = new Set<string>();
    const seen = new Set([path]);
    let isComplete = true;
    // The set grows while it is gone through; files that re-export each other are each seen once.
    for (const each of seen) {
      const facts = this.#graph.modules.get(each);
      if (!facts?.areExportsKnown || this.#isDescribedElsewhere(each)) isComplete = false;
      // A star does not pass the default on.
      for (const name of facts?.exports ?? []) if (name !== 'default' || each === path) names.add(name);
      for (const specifier of facts?.starReExports ?? []) {
        const target = this.#graph.targetOf(this.#graph.resolver.resolve(each, specifier));
        if (target === undefined) isComplete = false;
        else seen.add(target);
      }
    }
    return { names, isComplete };
  }

  /** A declaration file beside a script says what is there; it may say more. */
  #isDescribedElsewhere(path: string): boolean {
    const { files } = this.#graph.resolver;
    if (this.#augmented.has(path)) return true;
    return files.hasFile(path.replace(/\.([cm]?)[jt]sx?$/, '.d.$1ts'));
  }
}
