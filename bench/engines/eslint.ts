import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { promisify } from 'node:util';
import * as z from 'zod';
import type { Place } from './child-reports.ts';
import { type Cost, measureRun } from './measured-run.ts';

const home = resolve('bench/eslint');
const Manifest = z.object({ dependencies: z.record(z.string(), z.string()) });
const Installed = z.object({ version: z.string() });

/** From its own folder, into which it is installed when it is not there; the reason when it cannot be. */
export async function whyNoEslint(): Promise<string | undefined> {
  if (isInstalled()) return undefined;
  try {
    await promisify(execFile)('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: home });
    return undefined;
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    return `\`npm ci\` in bench/eslint failed: ${/npm error code (\S+)/.exec(said)?.[1] ?? said}`;
  }
}

function isInstalled(): boolean {
  const { dependencies } = Manifest.parse(JSON.parse(readFileSync(join(home, 'package.json'), 'utf8')));
  return Object.entries(dependencies).every(([name, version]) => {
    const manifest = join(home, 'node_modules', name, 'package.json');
    return existsSync(manifest) && Installed.parse(JSON.parse(readFileSync(manifest, 'utf8'))).version === version;
  });
}

const Report = z.array(
  z.object({
    filePath: z.string(),
    messages: z.array(z.object({ ruleId: z.string().nullable(), line: z.int().optional() })),
  }),
);

export interface EslintRun {
  readonly cost: Cost;
  /** With `fix`: those that are left. */
  readonly problems: readonly Place[];
}

/** Over all files of a folder. Its own configuration, so none that lies in the tree. */
export async function runEslint(
  root: string,
  { config = 'eslint.config.js', fix = false }: { readonly config?: string; readonly fix?: boolean } = {},
): Promise<EslintRun> {
  const program = join(home, 'node_modules/eslint/bin/eslint.js');
  const args = [program, '--config', join(home, config), '--format', 'json', ...(fix ? ['--fix'] : []), '.'];
  const { stdout, ...cost } = await measureRun({ command: process.execPath, args, cwd: root, goodExits: [0, 1] });
  const problems = Report.parse(JSON.parse(stdout)).flatMap(({ filePath, messages }) =>
    messages.map(({ ruleId, line = 1 }) => ({ file: relative(root, filePath), line, rule: ruleId ?? 'fatal' })),
  );
  return { cost, problems };
}
