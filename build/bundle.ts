import { cpSync, globSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { build } from 'esbuild';
import { asset as authAsset } from '../lambdas/auth/asset.ts';
import { asset as autopilotAsset } from '../lambdas/autopilot-runner/asset.ts';
import { asset as guardianAsset } from '../lambdas/guardian-runner/asset.ts';
import { asset as insightAsset } from '../lambdas/insight-runner/asset.ts';
import { asset as tasksAsset } from '../lambdas/tasks/asset.ts';
import { packageClosure } from './package-closure.ts';

/** What an entry needs in its asset besides its own bundle. */
export interface AssetExtra {
  /** Packages that stay outside the bundle and are copied, with their dependencies, into the asset's `node_modules`. */
  readonly external: readonly string[];
  /** Packages that nothing imports, because they are run. */
  readonly programs?: readonly string[];
  /** Dependencies that only other uses of these packages load. */
  readonly unused?: readonly string[];
  /** Files that lie beside the bundle, under their own names. */
  readonly files?: readonly string[];
}

const extras: Readonly<Record<string, AssetExtra>> = {
  'auth/api': authAsset,
  'autopilot-runner/on-autopilot-run': autopilotAsset,
  'guardian-runner/on-guardian-test': guardianAsset,
  'insight-runner/on-insight-analysis': insightAsset,
  'tasks/on-upload': tasksAsset,
};

/** `auth/api` for `lambdas/auth/api.lambda.ts`. */
export function entries(): string[] {
  return globSync('lambdas/*/*.lambda.ts')
    .map((path) =>
      path
        .replaceAll('\\', '/')
        .replace(/^lambdas\//, '')
        .replace(/\.lambda\.ts$/, ''),
    )
    .sort();
}

/**
 * Bundles every entry into a folder of its own below `dist/lambdas`, each complete in itself. The old result stays until the
 * new one is whole, so that whoever reads `dist` meanwhile is not disturbed.
 */
export async function bundleAll(outputs: Readonly<Record<string, string>>): Promise<void> {
  const staging = mkdtempSync('.dist-');
  try {
    await Promise.all(entries().map((entry) => bundleEntry(entry, join(staging, 'lambdas', entry))));
    for (const [path, content] of Object.entries(outputs)) writeFileSync(join(staging, 'lambdas', path), content);
    replace('dist', staging);
  } catch (error) {
    rmSync(staging, { recursive: true, force: true });
    throw error;
  }
}

/** Another build may put its result there between the two steps; the later one wins. */
function replace(target: string, staging: string): void {
  for (let attempt = 1; ; attempt += 1) {
    rmSync(target, { recursive: true, force: true });
    try {
      renameSync(staging, target);
      return;
    } catch (error) {
      const lostTheRace = error instanceof Error && 'code' in error && error.code === 'ENOTEMPTY';
      if (!lostTheRace || attempt === 5) throw error;
    }
  }
}

async function bundleEntry(entry: string, outdir: string): Promise<void> {
  mkdirSync(outdir, { recursive: true });
  const extra = extras[entry];
  await build({
    entryPoints: { index: `lambdas/${entry}.lambda.ts` },
    outdir,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    minify: true,
    sourcemap: 'linked',
    sourcesContent: false,
    outExtension: { '.js': '.mjs' },
    chunkNames: 'chunk-[hash]',
    mainFields: ['module', 'main'],
    external: [...(extra?.external ?? [])],
    logLevel: 'warning',
    legalComments: 'none',
  });
  for (const path of extra?.files ?? []) cpSync(path, join(outdir, basename(path)));
  for (const path of packageClosure([...(extra?.external ?? []), ...(extra?.programs ?? [])], extra?.unused)) {
    const target = join(outdir, path);
    mkdirSync(dirname(target), { recursive: true });
    cpSync(path, target, { recursive: true, dereference: true });
  }
}
