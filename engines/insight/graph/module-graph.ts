import type { ModuleFacts, ModuleImport, Project } from '../source/project.ts';
import { byCodeUnit } from './path.ts';
import type { Resolution } from './resolution.ts';
import { Resolver } from './resolver.ts';

export interface ResolvedImport {
  readonly from: ModuleFacts;
  readonly asked: ModuleImport;
  readonly resolution: Resolution;
}

/** Static: loaded with the file. Elided: said as an import, but a compiler of TypeScript leaves it out. */
export type EdgeKind = 'static' | 'dynamic' | 'elided' | 'type';

/** One file asks for another, by the first of the imports that are of this kind. */
export interface Edge {
  readonly from: string;
  readonly to: string;
  readonly kind: EdgeKind;
  readonly asked: ModuleImport;
}

/** How the files of a project hang together. All lists are in the order of the paths, then of the code. */
export interface ModuleGraph {
  readonly resolver: Resolver;
  readonly paths: readonly string[];
  readonly modules: ReadonlyMap<string, ModuleFacts>;
  readonly imports: readonly ResolvedImport[];
  readonly edges: readonly Edge[];
  /** Where an import leads among the modules; undefined when it leads out of them. */
  readonly targetOf: (resolution: Resolution) => string | undefined;
}

const graphs = new WeakMap<Project, ModuleGraph>();

/** Made once for each project, however many detectors ask. */
export function moduleGraphOf(project: Project): ModuleGraph {
  const known = graphs.get(project);
  if (known) return known;
  const graph = makeGraph(project);
  graphs.set(project, graph);
  return graph;
}

function makeGraph({ workspace, modules }: Project): ModuleGraph {
  const resolver = new Resolver(workspace);
  const paths = [...modules.keys()].toSorted(byCodeUnit);
  const imports = paths.flatMap((path) => {
    const from = modules.get(path);
    return (from?.imports ?? []).flatMap((asked): ResolvedImport[] =>
      from ? [{ from, asked, resolution: resolver.resolve(path, asked.specifier) }] : [],
    );
  });
  const targetOf = (resolution: Resolution) => {
    const path = resolution.kind === 'file' || resolution.kind === 'workspace' ? resolution.path : undefined;
    return path !== undefined && modules.has(path) ? path : undefined;
  };
  return { resolver, paths, modules, imports, edges: edgesOf(imports, targetOf), targetOf };
}

function edgesOf(imports: readonly ResolvedImport[], targetOf: ModuleGraph['targetOf']): Edge[] {
  const edges = new Map<string, Edge>();
  for (const { from, asked, resolution } of imports) {
    const to = targetOf(resolution);
    if (to === undefined) continue;
    const kind = kindOf(asked);
    const key = `${from.path}\0${kind}\0${to}`;
    if (!edges.has(key)) edges.set(key, { from: from.path, to, kind, asked });
  }
  return [...edges.values()];
}

function kindOf({ isTypeOnly, isUsedAsTypeOnly, isDeferred }: ModuleImport): EdgeKind {
  if (isTypeOnly) return 'type';
  if (isUsedAsTypeOnly) return 'elided';
  return isDeferred ? 'dynamic' : 'static';
}

/** The files that each file asks for, by edges of these kinds. */
export function neighbours(edges: readonly Edge[], kinds: readonly EdgeKind[]): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, Set<string>>();
  for (const { from, to, kind } of edges) {
    if (!kinds.includes(kind) || from === to) continue;
    const known = found.get(from);
    if (known) known.add(to);
    else found.set(from, new Set([to]));
  }
  return new Map([...found].map(([from, to]) => [from, [...to]]));
}
