import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { NativeDetector } from '../../detect/detector.ts';
import { jscpd } from '../../native/jscpd.ts';
import { ProgramError, runProgram } from '../../native/run-program.ts';
import { stageFiles } from '../../native/staged-files.ts';
import { findingsOf } from './clones.ts';

const least = { tokens: 50, lines: 6 } as const;

/** Code that stands in two places, found by jscpd token by token, whatever its comments and its spaces are. */
export const detector: NativeDetector = {
  id: 'duplication',
  checkWorkspace: async ({ files }, { signal, scratch }) => {
    const compared = files.filter(({ language }) => language !== 'dts');
    if (compared.length === 0) return [];
    const staged = await stageFiles(scratch, compared);
    // Named, so that it looks for no other.
    await writeFile(join(scratch, 'jscpd.json'), '{}');
    const { command, args } = jscpd();
    const own = [
      ...['-c', 'jscpd.json', '--no-gitignore', '--no-tips', '--silent', '--mode', 'weak', '--workers', '2'],
      ...['--min-tokens', `${least.tokens}`, '--min-lines', `${least.lines}`, '--max-size', '4mb'],
      ...['--cross-formats', 'js-ts', '--reporters', 'json', '--output', 'report', staged.folder],
    ];
    const { exitCode, stderr } = await runProgram({ command, args: [...args, ...own], cwd: scratch, signal });
    if (exitCode !== 0) throw new ProgramError(`jscpd ended with ${exitCode}: ${stderr.slice(0, 500)}`);
    return findingsOf(await readFile(join(scratch, 'report', 'jscpd-report.json'), 'utf8'), staged);
  },
};
