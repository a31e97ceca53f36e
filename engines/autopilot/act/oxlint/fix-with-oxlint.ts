import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type * as z from 'zod';
import { oxlintDiagnosticsIn, type Program } from '../../../insight/native/oxlint.ts';
import { runProgram } from '../../../insight/native/run-program.ts';
import { writeAll } from '../../../insight/native/staged-files.ts';
import { languageOf } from '../../../insight/source/language.ts';
import type { OxlintAction } from '../../recipe.ts';
import { RecipeError, type TextFile } from '../act.ts';
import type { StepRun } from '../step.ts';
import type { Suppression } from '../suppressed.ts';
import { mayBeSuppressed, withoutSuppressed } from './keep-suppressed.ts';
import { fixOf } from './safe-fixes.ts';

export interface Fixing extends Pick<StepRun, 'signal'> {
  readonly suppression: Suppression;
}

/**
 * Has the linter make the safe fixes of some rules, rule by rule, in copies with names of ours. No configuration but ours is read. Only
 * where it finds something to begin with: what a fix makes room for is for the next round.
 * @throws RecipeError for a rule whose fix is not known to be safe
 */
export async function fixWithOxlint(
  program: Program,
  { rules }: z.infer<typeof OxlintAction>,
  files: readonly TextFile[],
  { signal, suppression }: Fixing,
): Promise<TextFile[]> {
  for (const rule of rules) if (fixOf(rule) !== 'safe') throw new RecipeError(`${rule} has no fix that is safe.`);
  const copies = new Map(files.flatMap((file, index) => nameOf(file, index).map((name) => [name, file] as const)));
  if (copies.size === 0) return [...files];
  const scratch = await mkdtemp(join(tmpdir(), 'odavl-fix-'));
  try {
    await copyTo(scratch, looked, copies);
    const { found, names } = await lookFor(rules, { program, scratch, signal });
    const flagged = new Map([...copies].filter(([name]) => names.has(name)));
    await copyTo(scratch, fixed, flagged);
    const guarded = [...flagged].filter(([, { text }]) => mayBeSuppressed(text)).map(([name]) => name);
    for (const rule of found) {
      const before = await Promise.all(guarded.map((name) => readFile(join(scratch, fixed, name), 'utf8')));
      await runLinter([rule], ['--fix', '--silent', fixed], { program, scratch, signal });
      for (const [index, name] of guarded.entries()) {
        const path = join(scratch, fixed, name);
        await writeFile(path, withoutSuppressed(before[index] ?? '', await readFile(path, 'utf8'), suppression));
      }
    }
    const texts = new Map<TextFile, string>();
    for (const [name, file] of flagged)
      texts.set(file, sameLineEnds(file.text, await readFile(join(scratch, fixed, name), 'utf8')));
    return files.map((file) => ({ path: file.path, text: texts.get(file) ?? file.text }));
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/** Folders of `scratch`: what is only looked at, and what is changed. */
const looked = 'looked';
const fixed = 'fixed';

async function copyTo(scratch: string, folder: string, copies: ReadonlyMap<string, TextFile>): Promise<void> {
  await mkdir(join(scratch, folder));
  await writeAll([...copies].map(([name, { text }]) => ({ path: join(scratch, folder, name), text })));
}

/** A rule may ask whether a file is a test or a module, so the endings stay. None for what the linter does not read. */
function nameOf({ path }: TextFile, index: number): string[] {
  const language = languageOf(path);
  if (language === undefined || language === 'dts') return [];
  return [`${`${index}`.padStart(6, '0')}${/(?:\.(?:test|spec))?\.[cm]?[jt]sx?$/.exec(path)?.[0] ?? ''}`];
}

interface Linting {
  readonly program: Program;
  readonly scratch: string;
  readonly signal: AbortSignal;
}

/** The rules that find something, and the copies where. One look for all rules costs as much as one for one of them. */
async function lookFor(rules: readonly string[], linting: Linting) {
  const diagnostics = oxlintDiagnosticsIn(await runLinter(rules, ['-f', 'json', looked], linting));
  const ids = new Set(diagnostics.map(({ ruleId }) => ruleId));
  return {
    found: rules.filter((rule) => ids.has(rule.split('/').at(-1))),
    names: new Set(diagnostics.flatMap(({ filename }) => filename.split(/[\\/]/).at(-1) ?? [])),
  };
}

async function runLinter(
  rules: readonly string[],
  options: readonly string[],
  { program, scratch, signal }: Linting,
): Promise<string> {
  const plugins = [...new Set(rules.map((rule) => rule.split('/')[0]))];
  const names = rules.map((rule) => rule.replace(/^eslint\//, ''));
  const config = {
    ...{ plugins, categories: { correctness: 'off' } },
    rules: Object.fromEntries(names.map((name) => [name, 'error'])),
  };
  await writeFile(join(scratch, 'config.json'), JSON.stringify(config));
  const own = ['--config', 'config.json', '--disable-nested-config', '--no-ignore', ...options];
  const { exitCode, stdout, stderr } = await runProgram({
    ...{ command: program.command, args: [...program.args, ...own], cwd: scratch, signal },
  });
  // 1 says that problems are left.
  if (exitCode > 1)
    throw new RecipeError(`The linter does not take ${rules.join(', ')}: ${(stderr || stdout).trim().slice(0, 500)}`);
  return stdout;
}

/** A file whose lines all end in `\r\n` gets no others by a fix. */
function sameLineEnds(before: string, after: string): string {
  const hasOthers = /(?:^|[^\r])\n/.test(before);
  return hasOthers || !before.includes('\r\n') ? after : after.replace(/\r?\n/g, '\r\n');
}
