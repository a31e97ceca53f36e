import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { NativeDetector } from '../../detect/detector.ts';
import { oxlint } from '../../native/oxlint.ts';
import { ProgramError, runProgram } from '../../native/run-program.ts';
import { stageFiles } from '../../native/staged-files.ts';
import { configuration } from './configuration.ts';
import { findingsOf } from './report.ts';

/** Rules of oxlint, chosen and judged by the table of ours; only comments in the code have a say besides. */
export const detector: NativeDetector = {
  id: 'lint',
  checkWorkspace: async ({ files }, { signal, scratch }) => {
    // Declarations hold no code that could do wrong.
    const linted = files.filter(({ language }) => language !== 'dts');
    if (linted.length === 0) return [];
    const staged = await stageFiles(scratch, linted);
    await writeFile(join(scratch, 'oxlint.json'), JSON.stringify(configuration));
    const { command, args } = oxlint();
    const own = ['-c', 'oxlint.json', '--disable-nested-config', '--no-ignore', '-f', 'json', staged.folder];
    const { exitCode, stdout, stderr } = await runProgram({ command, args: [...args, ...own], cwd: scratch, signal });
    // 1: it found something.
    if (exitCode > 1) throw new ProgramError(`oxlint ended with ${exitCode}: ${(stderr || stdout).slice(0, 500)}`);
    return findingsOf(stdout, staged);
  },
};
