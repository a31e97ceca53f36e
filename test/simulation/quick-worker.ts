import { resolve } from 'node:path';
import { build } from 'esbuild';

/** Bundles the real worker of `guardian.test`, whole but for its browser, into a folder that can run in its place. */
export async function bundleQuickWorker(outdir: string): Promise<string> {
  await build({
    entryPoints: { index: 'lambdas/guardian-runner/on-guardian-test.lambda.ts' },
    ...{ outdir, bundle: true, format: 'esm', platform: 'node', target: 'node24', outExtension: { '.js': '.mjs' } },
    mainFields: ['module', 'main'],
    banner: {
      js: "import { createRequire as requireOf } from 'node:module'; const require = requireOf(import.meta.url);",
    },
    plugins: [
      {
        name: 'quick-audit',
        setup: ({ onResolve }) =>
          onResolve({ filter: /\/audit\/audit\.ts$/ }, () => ({ path: resolve('test/simulation/quick-audit.ts') })),
      },
    ],
  });
  return outdir;
}
