import picomatch from 'picomatch';
import { parse } from 'yaml';
import * as z from 'zod';
import { parseJsonData } from '../../graph/json-data.ts';
import type { Manifest } from '../../graph/manifest.ts';
import { folderOf } from '../../graph/path.ts';
import type { DataFile } from '../../source/source-file.ts';
import type { Packages } from './packages.ts';

const Patterns = z.array(z.string()).max(200);
const Listed = z.object({ packages: Patterns }).transform(({ packages }) => packages);
const PackageJson = z.object({ workspaces: z.union([Patterns, Listed]) }).transform(({ workspaces }) => workspaces);

/** Where the packages of a workspace are named: by npm and yarn, by Lerna, by pnpm. */
const sources: readonly {
  readonly name: string;
  readonly patternsIn: (text: string) => readonly string[] | undefined;
}[] = [
  { name: 'package.json', patternsIn: (text) => PackageJson.safeParse(parseJsonData(text)).data },
  { name: 'lerna.json', patternsIn: (text) => Listed.safeParse(parseJsonData(text)).data },
  { name: 'pnpm-workspace.yaml', patternsIn: (text) => Listed.safeParse(yamlOf(text)).data },
];

/** The packages that are installed together: each root with its members. A package that is nobody's member is in none. */
export function workspaceGroups({ workspace, manifests }: Packages): (readonly Manifest[])[] {
  const roots = new Map<string, readonly string[]>();
  for (const { path, text } of workspace.data) {
    const patterns = patternsOf({ path, text });
    if (patterns) roots.set(folderOf(path), [...(roots.get(folderOf(path)) ?? []), ...patterns]);
  }
  return [...roots].map(([root, patterns]) => {
    const [wanted, unwanted] = [patterns.filter((each) => !each.startsWith('!')), patterns.filter(isNegated)];
    const isMember = picomatch(wanted.map(bare), { ignore: unwanted.map(bare) });
    return manifests.filter(({ folder }) => {
      if (folder === root) return true;
      const below = root === '' ? folder : folder.slice(root.length + 1);
      return (root === '' || folder.startsWith(`${root}/`)) && isMember(below);
    });
  });
}

function patternsOf({ path, text }: DataFile): readonly string[] | undefined {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return sources.find((source) => source.name === name)?.patternsIn(text);
}

const isNegated = (pattern: string) => pattern.startsWith('!');
const bare = (pattern: string) => pattern.replace(/^!?(?:\.\/)?/, '').replace(/\/+$/, '');

/** Undefined for what is no YAML. */
function yamlOf(text: string): unknown {
  try {
    return parse(text);
  } catch {
    return undefined;
  }
}
