import type { Manifest } from '../../graph/manifest.ts';
import type { ModuleGraph } from '../../graph/module-graph.ts';
import { targetsOf, withSources } from '../../graph/package-targets.ts';
import { joinPath } from '../../graph/path.ts';
import { probeFile } from '../../graph/probe.ts';

/** The files that run where only production dependencies are: those of a published package, and what `npm start` gives to Node. */
export function productionEntries({ resolver, modules }: ModuleGraph, manifest: Manifest): string[] {
  const targets = [...publishedOf(manifest), ...startedBy(manifest.scripts.get('start') ?? '')];
  const found = targets.flatMap((target) => {
    const paths = withSources(target).flatMap((path) => joinPath(manifest.folder, path) ?? []);
    return paths.flatMap((path) => probeFile(resolver.files, path) ?? []).slice(0, 1);
  });
  return [...new Set(found)].filter((path) => modules.has(path));
}

function publishedOf(manifest: Manifest): string[] {
  if (manifest.private === true || manifest.name === undefined) return [];
  const { bin, exports, main, module } = manifest;
  const commands = typeof bin === 'object' && bin !== null ? Object.values(bin) : [bin];
  const texts = [main, module, ...commands].filter((path) => typeof path === 'string');
  return [...texts, ...(exports === undefined ? [] : (targetsOf(exports, '.') ?? []))];
}

/** `node server.js`, and nothing that a tool around it might do. */
function startedBy(script: string): string[] {
  const [, path] = /^(?:NODE_ENV=\w+ )?node (?:--[\w=-]+ )*([\w./-]+)$/.exec(script.trim()) ?? [];
  return path === undefined ? [] : [path];
}
