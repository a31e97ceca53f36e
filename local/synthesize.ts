import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, globSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What the assembly is made from. A change of any of it makes a new one. */
export const sources = [
  ...['bin', 'build', 'lib', 'lambdas', 'engines', 'shared'],
  ...['cdk.json', 'package.json', 'package-lock.json'],
];
const stamp = 'sources.sha256';

/**
 * Bundles the functions and synthesizes the CDK app for stage `local`, unless the folder holds the result for these very
 * sources. Runs as child processes: the app is the artifact under test, not a part of this runtime.
 */
export async function synthesize(outputDirectory: string): Promise<{ isFresh: boolean }> {
  const hash = hashOf(sources);
  const stampFile = join(outputDirectory, stamp);
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === hash) return { isFresh: false };
  rmSync(outputDirectory, { recursive: true, force: true });
  await run(['bin/build.ts'], {});
  await run(['bin/odavl-cloud.ts'], { CDK_OUTDIR: outputDirectory, STAGE: 'local' });
  writeFileSync(stampFile, hash);
  return { isFresh: true };
}

function hashOf(paths: readonly string[]): string {
  const files = paths.flatMap((path) => (path.includes('.') ? [path] : globSync(`${path}/**/*.{ts,json}`))).sort();
  const hash = createHash('sha256');
  for (const file of files) hash.update(file).update('\0').update(readFileSync(file)).update('\0');
  return hash.digest('hex');
}

function run(args: readonly string[], environment: Readonly<Record<string, string>>): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, {
      env: { ...process.env, ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const output: string[] = [];
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => output.push(String(chunk)));
    child.on('error', reject);
    child.on('exit', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`node ${args.join(' ')} ended with ${code}:\n${output.join('')}`));
    });
  });
}
