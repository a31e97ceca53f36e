import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { vi } from 'vitest';

export interface LoadedEntry {
  /** Its replies are what AWS would get: JSON. */
  readonly handler: (event: unknown) => Promise<unknown>;
  close(): void;
}

/** An entry as it is deployed: one bundle in a folder of its own, with `files` beside it, in this environment. */
export async function loadEntry(
  entry: `${string}/${string}`,
  environment: Readonly<Record<string, string>>,
  files: Readonly<Record<string, string>> = {},
): Promise<LoadedEntry> {
  const folder = mkdtempSync(join(tmpdir(), 'odavl-entry-'));
  const outfile = join(folder, 'index.mjs');
  await build({
    ...{ entryPoints: [`lambdas/${entry}.lambda.ts`], outfile, bundle: true, format: 'esm', platform: 'node' },
    ...{ target: 'node24', mainFields: ['module', 'main'] },
  });
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
  const credentials = { AWS_REGION: 'eu-central-1', AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local' };
  for (const [name, value] of Object.entries({ ...credentials, ...environment })) vi.stubEnv(name, value);
  const { handler } = await import(pathToFileURL(outfile).href);
  return {
    handler,
    close: () => {
      vi.unstubAllEnvs();
      rmSync(folder, { recursive: true });
    },
  };
}
