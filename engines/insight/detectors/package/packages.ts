import { Lockfiles } from '../../advisories/lockfile.ts';
import { isExample } from '../../graph/file-role.ts';
import type { Manifest } from '../../graph/manifest.ts';
import { type ModuleGraph, moduleGraphOf } from '../../graph/module-graph.ts';
import type { Project } from '../../source/project.ts';
import type { Workspace } from '../../source/source-file.ts';

/** All that the rules about packages look at. */
export interface Packages {
  readonly workspace: Workspace;
  readonly graph: ModuleGraph;
  readonly lockfiles: Lockfiles;
  /** Of this repository's own packages, without those of its examples and fixtures. */
  readonly manifests: readonly Manifest[];
}

export function packagesOf(project: Project): Packages {
  const graph = moduleGraphOf(project);
  return {
    ...{ workspace: project.workspace, graph },
    lockfiles: new Lockfiles(project.workspace.data),
    manifests: graph.resolver.manifests.all.filter(({ path }) => !isExample(path)),
  };
}
