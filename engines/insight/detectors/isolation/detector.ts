import type { ProjectDetector } from '../../detect/detector.ts';
import { isExample } from '../../graph/file-role.ts';
import { type ModuleGraph, moduleGraphOf } from '../../graph/module-graph.ts';
import type { Finding } from '../../issue.ts';
import { boundaryBreaks } from './boundary-breaks.ts';
import { dependents } from './dependents.ts';
import { godFiles } from './god-files.ts';

const rules: readonly ((graph: ModuleGraph) => readonly Finding[])[] = [godFiles, dependents, boundaryBreaks];

/** Files that know too much of others, or that too much depends on. */
export const detector: ProjectDetector = {
  id: 'isolation',
  checkProject: (project, report) => {
    const graph = moduleGraphOf(project);
    for (const finding of rules.flatMap((rule) => rule(graph))) if (!isExample(finding.file)) report(finding);
  },
};
