import type { ProjectDetector } from '../../detect/detector.ts';
import { isExample } from '../../graph/file-role.ts';
import { type ModuleGraph, moduleGraphOf } from '../../graph/module-graph.ts';
import type { Finding } from '../../issue.ts';
import { duplicateImports } from './duplicate-imports.ts';
import { missingExports } from './missing-exports.ts';
import { selfImports } from './self-imports.ts';
import { unresolvedImports } from './unresolved-imports.ts';

const rules: readonly ((graph: ModuleGraph) => readonly Finding[])[] = [
  unresolvedImports,
  missingExports,
  duplicateImports,
  selfImports,
];

/** Imports that lead nowhere, ask for what is not there, or ask twice. */
export const detector: ProjectDetector = {
  id: 'import',
  checkProject: (project, report) => {
    const graph = moduleGraphOf(project);
    const lines = new Map(project.workspace.files.map(({ path, text }) => [path, text]));
    for (const finding of rules.flatMap((rule) => rule(graph))) {
      if (!isExample(finding.file) && !isExpected(lines.get(finding.file) ?? '', finding.line)) report(finding);
    }
  },
};

/** The line before says that the compiler complains here: whoever wrote it knows. */
function isExpected(text: string, line: number): boolean {
  return /@ts-(?:ignore|expect-error|nocheck)\b/.test(text.split(/\r\n|\n|\r/)[line - 2] ?? '');
}
