import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type * as z from 'zod';
import type { Program } from '../../../insight/native/oxlint.ts';
import { runProgram } from '../../../insight/native/run-program.ts';
import { languageOf } from '../../../insight/source/language.ts';
import type { OxlintAction } from '../../recipe.ts';
import { RecipeError, type TextFile } from '../act.ts';
import type { StepRun } from '../step.ts';
import type { Suppression } from '../suppressed.ts';
import { mayBeSuppressed, withoutSuppressed } from './keep-suppressed.ts';
import { fixOf } from './safe-fixes.ts';

const sourceFolder = 'source';

export interface Fixing extends Pick<StepRun, 'signal'> {
  readonly suppression: Suppression;
}

/**
 * Has the linter make the safe fixes of some rules, rule by rule, in copies with names of ours. No configuration but ours is read.
 * @throws RecipeError for a rule whose fix is not known to be safe
 */
export async function fixWithOxlint(
  program: Program,
  { rules }: z.infer<typeof OxlintAction>,
  files: readonly TextFile[],
  { signal, suppression }: Fixing,
): Promise<TextFile[]> {
  for (const rule of rules) if (fixOf(rule) !== 'safe') throw new RecipeError(`${rule} has no fix that is safe.`);
  const copies = files.map((file, index) => ({ file, name: nameOf(file, index) }));
  const named = copies.filter(({ name }) => name !== undefined);
  if (named.length === 0) return [...files];
  const scratch = await mkdtemp(join(tmpdir(), 'odavl-fix-'));
  try {
    await mkdir(join(scratch, sourceFolder));
    for (const { file, name } of named) await writeFile(join(scratch, sourceFolder, name ?? ''), file.text);
    const guarded = named.filter(({ file }) => mayBeSuppressed(file.text));
    for (const rule of rules) {
      const before = await Promise.all(guarded.map(({ name }) => readCopy(scratch, name ?? '')));
      await runRule(program, rule, scratch, signal);
      for (const [index, { name = '' }] of guarded.entries()) {
        const text = withoutSuppressed(before[index] ?? '', await readCopy(scratch, name), suppression);
        await writeFile(join(scratch, sourceFolder, name), text);
      }
    }
    const fixed: TextFile[] = [];
    for (const { file, name } of copies) {
      if (name === undefined) fixed.push(file);
      else fixed.push({ path: file.path, text: sameLineEnds(file.text, await readCopy(scratch, name)) });
    }
    return fixed;
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

const readCopy = (scratch: string, name: string) => readFile(join(scratch, sourceFolder, name), 'utf8');

/** A rule may ask whether a file is a test or a module, so the endings stay. Undefined for what the linter does not read. */
function nameOf({ path }: TextFile, index: number): string | undefined {
  const language = languageOf(path);
  if (language === undefined || language === 'dts') return undefined;
  return `${`${index}`.padStart(6, '0')}${/(?:\.(?:test|spec))?\.[cm]?[jt]sx?$/.exec(path)?.[0] ?? ''}`;
}

async function runRule(program: Program, rule: string, scratch: string, signal: AbortSignal): Promise<void> {
  const [plugin = ''] = rule.split('/');
  const name = plugin === 'eslint' ? rule.slice('eslint/'.length) : rule;
  const config = { plugins: [plugin], categories: { correctness: 'off' }, rules: { [name]: 'error' } };
  await writeFile(join(scratch, 'config.json'), JSON.stringify(config));
  const options = ['--config', 'config.json', '--disable-nested-config', '--no-ignore', '--fix', '--silent'];
  const args = [...program.args, ...options, sourceFolder];
  const { exitCode, stdout, stderr } = await runProgram({ command: program.command, args, cwd: scratch, signal });
  // 1 says that problems are left.
  if (exitCode > 1)
    throw new RecipeError(`The linter does not take ${rule}: ${(stderr || stdout).trim().slice(0, 500)}`);
}

/** A file whose lines all end in `\r\n` gets no others by a fix. */
function sameLineEnds(before: string, after: string): string {
  const hasOthers = /(?:^|[^\r])\n/.test(before);
  return hasOthers || !before.includes('\r\n') ? after : after.replace(/\r?\n/g, '\r\n');
}
