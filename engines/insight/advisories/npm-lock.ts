import * as z from 'zod';
import { parseJsonData } from '../graph/json-data.ts';
import { finderOf } from '../graph/manifest-position.ts';
import type { LockedPackage } from './lockfile.ts';

const Entries = z.record(z.string(), z.unknown()).optional().catch(undefined);
const Lock = z.object({ packages: Entries, dependencies: Entries });
const Entry = z.object({
  name: z.string().optional().catch(undefined),
  version: z.string(),
  link: z.unknown().optional(),
  dev: z.unknown().optional(),
  bin: z.unknown().optional(),
  peerDependencies: Entries,
  dependencies: Entries,
});

/** `package-lock.json` of versions 1 to 3; nothing for what is none. */
export function readNpmLock(text: string): LockedPackage[] {
  const lock = Lock.safeParse(parseJsonData(text));
  if (!lock.success) return [];
  const find = finderOf(text);
  const { packages, dependencies } = lock.data;
  return packages ? flatEntries(packages, find) : nestedEntries(dependencies ?? {}, find);
}

type Find = ReturnType<typeof finderOf>;

const folder = 'node_modules/';

/** Versions 2 and 3: all packages by the folder that they are installed in. */
function flatEntries(packages: Readonly<Record<string, unknown>>, find: Find): LockedPackage[] {
  return Object.entries(packages).flatMap(([path, value]) => {
    const at = path.lastIndexOf(folder);
    const entry = Entry.safeParse(value);
    if (at < 0 || !entry.success || entry.data.link === true) return [];
    const { name = path.slice(at + folder.length) } = entry.data;
    return [lockedPackage(name, entry.data, find(`packages/${path}`).line)];
  });
}

/** Version 1: each with those that it alone needs, to any depth. */
function nestedEntries(dependencies: Readonly<Record<string, unknown>>, find: Find): LockedPackage[] {
  const found: LockedPackage[] = [];
  const open = [{ entries: dependencies, path: 'dependencies' }];
  for (let level = open.pop(); level; level = open.pop()) {
    for (const [name, value] of Object.entries(level.entries)) {
      const entry = Entry.safeParse(value);
      if (!entry.success) continue;
      const path = `${level.path}/${name}`;
      found.push(lockedPackage(name, entry.data, find(path).line));
      if (entry.data.dependencies) open.push({ entries: entry.data.dependencies, path: `${path}/dependencies` });
    }
  }
  return found;
}

function lockedPackage(name: string, { version, dev, bin, peerDependencies }: z.infer<typeof Entry>, line: number) {
  const peers = Object.keys(peerDependencies ?? {});
  return { name, version, line, isDev: dev === true, hasBin: bin !== undefined, peers };
}
