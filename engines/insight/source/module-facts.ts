import { callsOf } from './module-calls.ts';
import type { ParsedFile } from './parsed-file.ts';
import type { ModuleFacts, ModuleImport } from './project.ts';
import { usedAsValues } from './used-as-values.ts';

/** What a file imports and exports, by its syntax alone. */
export function moduleFactsOf(file: ParsedFile): ModuleFacts {
  const { staticExports } = file.module;
  const entries = staticExports.flatMap((each) => each.entries);
  const { imports, declaredModules, hasExportAssignment } = callsOf(file);
  return {
    path: file.path,
    lineCount: file.lines.count,
    // What the parser makes of half a statement has no specifier.
    imports: [...staticImportsOf(file), ...reExportsOf(file), ...imports].filter(({ specifier }) => specifier !== ''),
    exports: entries.flatMap(({ exportName: { kind, name } }) => {
      if (kind === 'Default') return ['default'];
      return name === null ? [] : [name];
    }),
    starReExports: entries.flatMap(({ moduleRequest, exportName }) =>
      moduleRequest && exportName.kind === 'None' ? [moduleRequest.value] : [],
    ),
    hasModuleSyntax: file.module.hasModuleSyntax,
    areExportsKnown: file.module.hasModuleSyntax && !hasExportAssignment && saysAllItsExports(file),
    declaredModules,
  };
}

function saysAllItsExports({ source: { language, text }, syntaxErrors }: ParsedFile): boolean {
  if (syntaxErrors.length > 0 || language === 'dts') return false;
  return !/\bmodule\.exports\b|\bexports\.|\bexports\[|@typedef\b|@callback\b/.test(text);
}

const always = { isDeferred: false, isGuarded: false } as const;

function staticImportsOf(file: ParsedFile): ModuleImport[] {
  const values = usedAsValues(file);
  return file.module.staticImports.map(({ start, end, moduleRequest, entries }) => ({
    ...file.positionOf(start),
    ...{ specifier: moduleRequest.value, kind: 'import', ...always },
    // `import type {}` has no entry that could say so.
    isTypeOnly:
      entries.length > 0
        ? entries.every(({ isType }) => isType)
        : /^import\s+type\b/.test(file.source.text.slice(start, end)),
    isUsedAsTypeOnly:
      values !== undefined &&
      entries.length > 0 &&
      entries.every(({ isType, localName }) => isType || !values.has(localName.value)),
    names: entries.map(({ importName: { kind, name } }) => {
      if (kind === 'Default') return 'default';
      return name ?? '*';
    }),
  }));
}

/** Without the names that an import statement brings and another statement exports: those are asked for once. */
function reExportsOf(file: ParsedFile): ModuleImport[] {
  const imported = new Set(file.module.staticImports.map(({ start }) => start));
  return file.module.staticExports.flatMap(({ start, entries }) => {
    const specifier = entries[0]?.moduleRequest?.value;
    if (specifier === undefined || imported.has(start)) return [];
    return [
      {
        ...file.positionOf(start),
        ...{ specifier, kind: 're-export' as const, isTypeOnly: entries.every(({ isType }) => isType), ...always },
        isUsedAsTypeOnly: false,
        names: entries.map(({ importName: { kind, name } }) => (kind === 'Name' && name !== null ? name : '*')),
      },
    ];
  });
}
