import { isTest, isTooling } from '../../graph/file-role.ts';
import type { Manifest } from '../../graph/manifest.ts';
import { neighbours } from '../../graph/module-graph.ts';
import { reachableFrom } from '../../graph/reach.ts';
import type { Finding } from '../../issue.ts';
import type { Packages } from './packages.ts';
import { productionEntries } from './production-entries.ts';

/** These put what they find into the files that they write, so that nothing has to be installed. */
const bundlers: ReadonlySet<string> = new Set([
  ...[
    'rollup',
    'rolldown',
    'webpack',
    'esbuild',
    'tsup',
    'tsdown',
    'vite',
    'parcel',
    'parcel-bundler',
    'unbuild',
    'tsdx',
  ],
  ...[
    'microbundle',
    'bunchee',
    'pkgroll',
    'ncc',
    '@vercel/ncc',
    '@rspack/core',
    '@rslib/core',
    'father',
    '@parcel/core',
  ],
  ...['bun', 'next', 'nuxt', 'astro', 'react-scripts', '@sveltejs/package', 'ng-packagr', '@angular/cli', 'wrangler'],
  ...['@angular-devkit/build-angular', 'electron-builder', 'expo', 'react-native', 'metro', 'gatsby', 'aws-cdk-lib'],
  ...['serverless-esbuild', 'serverless-webpack', 'obuild', '@remix-run/dev', '@react-router/dev'],
]);

/** Packages that are installed only for development, imported by code that runs in production. */
export function devDependenciesInProduction(packages: Packages): Finding[] {
  const { graph, manifests } = packages;
  const lists = neighbours(graph.edges, ['static']);
  return manifests.flatMap((manifest) => {
    const entries = productionEntries(graph, manifest);
    const all = graph.resolver.manifests.above(manifest.path);
    if (entries.length === 0 || all.some(hasBundler)) return [];
    const running = reachableFrom(entries, lists);
    const seen = new Set<string>();
    return graph.imports.flatMap(({ from, asked, resolution }) => {
      if (resolution.kind !== 'package' || asked.isTypeOnly || asked.isUsedAsTypeOnly) return [];
      if (asked.isDeferred || asked.isGuarded || !running.has(from.path) || seen.has(resolution.name)) return [];
      if (isTest(from.path) || isTooling(from.path)) return [];
      const { name } = resolution;
      if (graph.resolver.manifests.packageOf(from.path) !== manifest || !isOnlyDev(manifest, name)) return [];
      seen.add(name);
      return [finding(manifest, name, { file: from.path, line: asked.line, column: asked.column })];
    });
  });
}

function hasBundler({ dependencies, devDependencies, scripts }: Manifest): boolean {
  if ([...dependencies.keys(), ...devDependencies.keys()].some((name) => bundlers.has(name))) return true;
  return [...scripts.values()].some((script) => /\b(?:ncc|bun) build\b|--bundle\b/.test(script));
}

function isOnlyDev(manifest: Manifest, name: string): boolean {
  const { dependencies, devDependencies, peerDependencies, optionalDependencies } = manifest;
  return (
    devDependencies.has(name) && ![dependencies, peerDependencies, optionalDependencies].some((kind) => kind.has(name))
  );
}

function finding(manifest: Manifest, name: string, at: Pick<Finding, 'file' | 'line' | 'column'>): Finding {
  return {
    ...at,
    ...{ severity: 'high', ruleId: 'dev-dependency-in-production', category: 'dependencies' },
    message: `"${name}" is needed when this code runs, but ${manifest.path} has it only in devDependencies: it is not there in production.`,
    suggestion: `Move "${name}" to the dependencies of ${manifest.path}.`,
    confidence: 80,
  };
}
