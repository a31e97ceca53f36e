import { tmpdir } from 'node:os';
import { expect, test } from 'vitest';
import * as z from 'zod';
import rules from '../../../../../engines/autopilot/act/oxlint/rules.json' with { type: 'json' };
import { fixOf, tableOf } from '../../../../../engines/autopilot/act/oxlint/safe-fixes.ts';
import { oxlint } from '../../../../../engines/insight/native/oxlint.ts';
import { runProgram } from '../../../../../engines/insight/native/run-program.ts';

const Listed = z.array(z.object({ scope: z.string(), value: z.string(), fix: z.string(), type_aware: z.boolean() }));

test('the table of fixes is what the installed linter says', async () => {
  const { command, args } = oxlint();
  const run = { command, args: [...args, '--rules', '--format', 'json'], cwd: tmpdir() };
  const { stdout } = await runProgram({ ...run, signal: AbortSignal.timeout(30_000) });
  expect(rules).toEqual(tableOf(Listed.parse(JSON.parse(stdout))));
});

test('a rule is safe only when its fix is said to keep what the code does', () => {
  expect(fixOf('eslint/no-useless-rename')).toBe('safe');
  expect(fixOf('eslint/eqeqeq')).toBe('unsafe');
  expect(fixOf('typescript/prefer-includes')).toBe('types');
  expect(fixOf('eslint/no-eval')).toBe('none');
  expect(fixOf('constructor')).toBeUndefined();
});
