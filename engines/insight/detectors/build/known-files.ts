import type { Workspace } from '../../source/source-file.ts';
import { pathInside } from '../typescript/project-config.ts';

/** What is known of a repository's files by their names alone; the disk is not asked. */
export interface KnownFiles {
  /** Whether a path of a script or an entry point leads to a source file that should be there, and is not. */
  isMissingSource(folder: string, target: string): boolean;
}

/** Folders that tools write, and that are not committed. */
const output =
  /(?:^|\/)(?:dist|build|out|lib|es|esm|cjs|umd|output|target|bin|types|typings|coverage|generated|node_modules|\.[^/]+)\//;
const endings = ['', '.js', '.cjs', '.mjs', '.json', '.ts', '.tsx', '.jsx', '.mts', '.cts', '.d.ts', '.node'];
const known = new WeakMap<Workspace, KnownFiles>();

export function filesOf(workspace: Workspace): KnownFiles {
  const found = known.get(workspace) ?? read(workspace);
  known.set(workspace, found);
  return found;
}

function read({ files, data, skipped }: Workspace): KnownFiles {
  const paths = new Set([...files, ...data, ...skipped].map(({ path }) => path));
  const folders = new Set<string>();
  for (const path of paths)
    for (let at = path.lastIndexOf('/'); at > 0; at = path.lastIndexOf('/', at - 1)) {
      if (folders.has(path.slice(0, at))) break;
      folders.add(path.slice(0, at));
    }
  const exists = (path: string) =>
    folders.has(path) ||
    endings.some((ending) => paths.has(`${path}${ending}`) || paths.has(`${path}/index${ending}`)) ||
    endings.some((ending) => paths.has(path.replace(/(?:\.d)?\.[cm]?[jt]sx?$/, ending)));
  return {
    isMissingSource: (folder, target) => {
      const path = pathInside(folder, target);
      // Other kinds of files are not all in a workspace, and a pattern is no file.
      if (path === undefined || !/\.[cm]?[jt]sx?$/.test(path) || /[*?{}$]/.test(path)) return false;
      return !output.test(path.slice(folder === '' ? 0 : folder.length + 1)) && !exists(path);
    },
  };
}
