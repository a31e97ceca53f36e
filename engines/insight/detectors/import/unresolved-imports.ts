import type { ModuleGraph, ResolvedImport } from '../../graph/module-graph.ts';
import { matchPattern } from '../../graph/pattern.ts';
import type { Resolution } from '../../graph/resolution.ts';
import type { Finding } from '../../issue.ts';

type Missing = Extract<Resolution, { kind: 'missing' }>;

/** Imports of files that are not in the repository, and that nothing says will be. */
export function unresolvedImports({ imports, modules }: ModuleGraph): Finding[] {
  const declared = [...modules.values()].flatMap(({ declaredModules }) => declaredModules);
  const isDeclared = (specifier: string) => declared.some((pattern) => matchPattern(pattern, specifier) !== undefined);
  return imports.flatMap((each) => {
    const { resolution, asked, from } = each;
    if (resolution.kind !== 'missing' || asked.isGuarded || /\.d\.[cm]?ts$/.test(from.path)) return [];
    if (isDeclared(asked.specifier)) return [];
    if (resolution.otherCase !== undefined) return [inOtherCase(each, resolution.otherCase)];
    return resolution.isSure ? [unresolved(each, resolution)] : [];
  });
}

const severityOf = ({ asked }: ResolvedImport) => (asked.isTypeOnly || asked.isDeferred ? 'medium' : 'high');

function unresolved(each: ResolvedImport, { path }: Missing): Finding {
  const { asked, from } = each;
  const isRelative = asked.specifier.startsWith('.');
  return {
    ...{ file: from.path, line: asked.line, column: asked.column, severity: severityOf(each) },
    ...{ ruleId: 'unresolved-import', category: 'imports' },
    message: `"${asked.specifier}" leads to ${path}, and there is no such file.`,
    suggestion: 'Correct the path, or add the file. If a build makes it, this import works only after that build.',
    confidence: isRelative ? 95 : 75,
  };
}

function inOtherCase(each: ResolvedImport, otherCase: string): Finding {
  const { asked, from } = each;
  return {
    ...{ file: from.path, line: asked.line, column: asked.column, severity: severityOf(each) },
    ...{ ruleId: 'import-case-mismatch', category: 'imports' },
    message: `"${asked.specifier}" differs in capitals from ${otherCase}: Linux, and so most servers, finds no such file.`,
    suggestion: `Write the path as the file is named: ${otherCase}.`,
    confidence: 95,
  };
}
