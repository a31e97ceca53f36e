import { tmpdir } from 'node:os';
import { expect, test } from 'vitest';
import { jscpd } from '../../../../engines/insight/native/jscpd.ts';
import { oxlint, type Program } from '../../../../engines/insight/native/oxlint.ts';
import { packageFile } from '../../../../engines/insight/native/package-file.ts';
import { runProgram } from '../../../../engines/insight/native/run-program.ts';
import { tsc } from '../../../../engines/insight/native/tsc.ts';

const versionOf = async ({ command, args }: Program) => {
  const run = { command, args: [...args, '--version'], cwd: tmpdir(), signal: AbortSignal.timeout(15_000) };
  return (await runProgram(run)).stdout;
};

test.each([
  ['oxlint', oxlint, /1\.\d+/],
  ['tsc', tsc, /^Version 7\./],
  ['jscpd', jscpd, /5\.\d+/],
])('%s is found and runs', async (_, program, version) => {
  expect(await versionOf(program())).toMatch(version);
});

test('a package that is not installed, and a file that its package has not, are named', () => {
  expect(() => packageFile(['@odavl/none', '@odavl/neither'], 'bin/x')).toThrow(
    'bin/x of @odavl/none or @odavl/neither is not installed.',
  );
  expect(() => packageFile(['oxlint'], 'bin/none')).toThrow('bin/none of oxlint is not installed.');
});
