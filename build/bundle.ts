import { cpSync, globSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';
import { asset as guardianAsset } from '../lambdas/guardian-runner/asset.ts';

/** What an entry needs in its asset besides its own bundle. */
export interface AssetExtra {
  /** Packages that stay outside the bundle and are copied, with their dependencies, into the asset's `node_modules`. */
  readonly external: readonly string[];
  readonly packages: readonly string[];
}

const extras: Readonly<Record<string, AssetExtra>> = { 'guardian-runner/on-guardian-test': guardianAsset };

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

/** Bundles every entry into a folder of its own below `dist/lambdas`, each complete in itself. */
export async function bundleAll(outputs: Readonly<Record<string, string>>): Promise<void> {
  rmSync('dist', { recursive: true, force: true });
  await Promise.all(entries().map(bundleEntry));
  for (const [path, content] of Object.entries(outputs)) writeFileSync(join('dist/lambdas', path), content);
}

async function bundleEntry(entry: string): Promise<void> {
  const outdir = join('dist/lambdas', entry);
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
  for (const path of extra?.packages ?? []) {
    const target = join(outdir, path);
    mkdirSync(dirname(target), { recursive: true });
    cpSync(path, target, { recursive: true, dereference: true });
  }
}
