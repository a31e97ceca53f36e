import type { ProjectDetector } from '../../detect/detector.ts';
import { isExample } from '../../graph/file-role.ts';
import { type ModuleGraph, moduleGraphOf } from '../../graph/module-graph.ts';
import type { Finding } from '../../issue.ts';
import { largeComponents } from './large-components.ts';
import { layerBreaks } from './layer-breaks.ts';

const rules: readonly ((graph: ModuleGraph) => readonly Finding[])[] = [largeComponents, layerBreaks];

/** How the parts of a repository depend on each other. */
export const detector: ProjectDetector = {
  id: 'architecture',
  checkProject: (project, report) => {
    const graph = moduleGraphOf(project);
    for (const finding of rules.flatMap((rule) => rule(graph))) if (!isExample(finding.file)) report(finding);
  },
};
