import * as z from 'zod';
import { type ProjectConfig, pathInside } from './project-config.ts';

/**
 * Options of a repository that say how strict types are. Nothing else of it decides what the compiler does. Those about indexes
 * and optional properties are left out: keys whose type is in a missing package would all be such.
 */
const flags = [
  ...['strict', 'noImplicitAny', 'strictNullChecks', 'strictFunctionTypes', 'strictBindCallApply'],
  ...['strictPropertyInitialization', 'strictBuiltinIteratorReturn', 'noImplicitThis', 'useUnknownInCatchVariables'],
  ...['noImplicitReturns', 'noFallthroughCasesInSwitch', 'useDefineForClassFields'],
  ...['experimentalDecorators', 'allowJs', 'checkJs'],
] as const;

/** The names by which old and new compilers call the same; a missing strict is none, as it was before version 6. */
const fixed = {
  strict: false,
  ...{ noEmit: true, skipLibCheck: true, types: [], incremental: false, composite: false, declaration: false },
  ...{ target: 'esnext', jsx: 'preserve', resolveJsonModule: true, allowImportingTsExtensions: true },
  ...{ allowArbitraryExtensions: true, forceConsistentCasingInFileNames: false },
} as const;

const olderTarget = /^es(?:3|5|6|20(?:1\d|2[01]))$/i;
const Texts = z.array(z.string());
const Paths = z.record(z.string(), Texts);

/** Options for the compiler, made from what is allowed of those of a repository, whose files lie in `tree`. */
export function compileOptions(config: ProjectConfig | undefined, tree: string): Record<string, unknown> {
  const given = config?.options ?? {};
  const target = typeof given.target === 'string' ? given.target : undefined;
  const module = `${given.module} ${given.moduleResolution}`;
  const paths = config ? pathsOf(config, tree) : {};
  return {
    ...fixed,
    // The newest target has all libraries, which types of packages may ask for; how class fields are set follows the one given.
    ...(target && olderTarget.test(target) && { useDefineForClassFields: false }),
    ...Object.fromEntries(flags.flatMap((flag) => (typeof given[flag] === 'boolean' ? [[flag, given[flag]]] : []))),
    ...(/\bnode(?:16|18|20|next)\b/i.test(module)
      ? { module: 'nodenext', moduleResolution: 'nodenext' }
      : { module: 'preserve', moduleResolution: 'bundler' }),
    lib: librariesOf(given.lib),
    // Without a configuration files are not meant to share their names.
    ...(!config && { moduleDetection: 'force' }),
    ...(Object.keys(paths).length > 0 && { paths }),
  };
}

/** Those of the language are all there; those of a place where code runs only as asked for. */
function librariesOf(lib: unknown): string[] {
  const given = Texts.safeParse(lib);
  const names = given.success ? given.data.map((name) => name.toLowerCase()) : ['dom'];
  const place = names.find((name) => name === 'dom' || name.startsWith('webworker'));
  return ['esnext', ...(place ? [place.replace(/\..*$/, '')] : [])];
}

function pathsOf({ options, pathsFolder, baseFolder }: ProjectConfig, tree: string): Record<string, string[]> {
  const base = typeof options.baseUrl === 'string' ? pathInside(baseFolder, options.baseUrl) : undefined;
  const parsed = Paths.safeParse(options.paths);
  const given = parsed.success ? Object.entries(parsed.data) : [];
  const place = (target: string) => {
    const path = pathInside(base ?? pathsFolder, target);
    const isUsable = path !== undefined && target.split('*').length <= 2;
    return isUsable ? [`./${tree}/${path}`] : [];
  };
  const paths = new Map<string, string[]>();
  for (const [pattern, targets] of given) {
    const inside = targets.flatMap(place);
    if (inside.length > 0 && pattern.split('*').length <= 2) paths.set(pattern, inside);
  }
  if (base !== undefined && !paths.has('*')) paths.set('*', [`./${tree}/${base === '' ? '' : `${base}/`}*`]);
  return Object.fromEntries(paths);
}
