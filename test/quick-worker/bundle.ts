import { resolve } from 'node:path';
import { build } from 'esbuild';

/** Overrides for the runtime: the real worker of `guardian.test`, whole but for its browser, bundled into this folder. */
export async function quickWorker(outdir: string): Promise<Record<string, string>> {
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
          onResolve({ filter: /\/audit\/audit\.ts$/ }, () => ({ path: resolve('test/quick-worker/audit.ts') })),
      },
    ],
  });
  return { '*guardian-runner-WorkerFunction*': outdir };
}
