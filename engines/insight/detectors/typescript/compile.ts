import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { NativeRun } from '../../detect/detector.ts';
import { ProgramError, runProgram } from '../../native/run-program.ts';
import { tsc } from '../../native/tsc.ts';
import type { SourceFile } from '../../source/source-file.ts';
import { compileOptions } from './compile-options.ts';
import { type Diagnostic, diagnosticsOf } from './diagnostic.ts';
import type { CompilerProgram } from './programs.ts';
import type { StagedTree } from './staged-tree.ts';

interface CompilerRun extends NativeRun {
  /** Of the configuration, which is written to `scratch`. */
  readonly name: string;
}

/** Among codes of other kinds, those of syntax; while there is an error of syntax, the compiler tells of nothing else. */
const maybeSyntax = ({ code }: Diagnostic) => code < 2_000;

/** Each time those that do not parse are emptied; more rounds than this would be a file that no emptying helps. */
const mostRounds = 4;

/**
 * What the compiler says of the files of a program, and of no other: those that these import are judged in their own. Of a file
 * that does not parse it says nothing; the detector of syntax errors does.
 */
export async function compile(
  { config, files }: CompilerProgram,
  tree: StagedTree,
  run: CompilerRun,
): Promise<Diagnostic[]> {
  const checked = new Set(files);
  const names = files.flatMap((file) => tree.pathOf(file) ?? []);
  const own = {
    compilerOptions: compileOptions(config, tree.folder),
    files: [tree.jsxTypes, ...names].map((name) => `./${name}`),
  };
  await writeFile(join(run.scratch, `${run.name}.json`), JSON.stringify(own));
  for (let round = 1; round <= mostRounds; round += 1) {
    const all = diagnosticsOf(await runCompiler(run), tree);
    if (all.length === 0 || !all.every(maybeSyntax)) return all.filter(({ file }) => checked.has(file));
    await empty(new Set(all.map(({ file }) => file)), tree, run.scratch);
  }
  return [];
}

/** Left as a module that may have anything: what imports it is not wrong by that. */
async function empty(files: ReadonlySet<SourceFile>, tree: StagedTree, scratch: string): Promise<void> {
  for (const file of files) {
    const path = tree.pathOf(file);
    if (path !== undefined) await writeFile(join(scratch, path), 'export {};\n');
  }
}

async function runCompiler({ scratch, signal, name }: CompilerRun): Promise<string> {
  const { command, args } = tsc();
  const own = ['-p', `${name}.json`, '--pretty', 'false', '--checkers', '1'];
  const run = { command, args: [...args, ...own], cwd: scratch, signal };
  const { exitCode, stdout, stderr } = await runProgram(run);
  // 1 and 2: it found something. What it says of our own configuration is a mistake of ours.
  const complaint = stdout.split('\n').find((line) => line.startsWith(`${name}.json`));
  if (exitCode > 2 || complaint !== undefined) {
    throw new ProgramError(`tsc ended with ${exitCode}: ${(complaint ?? (stderr || stdout)).slice(0, 500)}`);
  }
  return stdout;
}
