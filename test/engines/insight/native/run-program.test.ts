import { tmpdir } from 'node:os';
import { describe, expect, test } from 'vitest';
import { ProgramError, runProgram } from '../../../../engines/insight/native/run-program.ts';

const node = (
  script: string,
  signal = AbortSignal.timeout(10_000),
  rest: { maxOutputBytes?: number; input?: string } = {},
) => runProgram({ command: process.execPath, args: ['-e', script], cwd: tmpdir(), signal, ...rest });

describe('a program', () => {
  test('that does not end is killed when its signal says so, also one that ignores friendly ones', async () => {
    const begun = performance.now();
    const hanging = `process.on('SIGTERM', () => {}); console.log(process.pid); for (;;);`;
    await expect(node(hanging, AbortSignal.timeout(300))).rejects.toThrow(/timeout/i);
    expect(performance.now() - begun).toBeLessThan(20_000);
  });

  test('is not even started under a signal that is aborted', async () => {
    await expect(node('', AbortSignal.abort(new Error('cancelled before')))).rejects.toThrow('cancelled before');
  });

  test('that says too much is ended', async () => {
    const chatty = `const line = 'x'.repeat(65536); const say = () => process.stdout.write(line, say); say();`;
    await expect(node(chatty, undefined, { maxOutputBytes: 100_000 })).rejects.toThrow(ProgramError);
  });

  test('that is not there is said to be not there', async () => {
    const run = { command: '/no/such/program', args: [], cwd: tmpdir(), signal: AbortSignal.timeout(5_000) };
    await expect(runProgram(run)).rejects.toThrow('/no/such/program cannot be run.');
  });

  test('that ends itself by a signal has failed', async () => {
    await expect(node(`process.kill(process.pid, 'SIGKILL')`)).rejects.toThrow('SIGKILL');
  });

  test('gets its input, and nothing of our environment but where programs are', async () => {
    process.env.ODAVL_TEST_SECRET = 'secret';
    const script = `process.stdin.pipe(process.stdout).on('pipe', () => process.stderr.write(Object.keys(process.env).join()))`;
    const { exitCode, stdout, stderr } = await node(script, undefined, { input: 'in' });
    expect({ exitCode, stdout, names: stderr.split(',').filter((name) => name.startsWith('ODAVL')) }).toEqual({
      ...{ exitCode: 0, stdout: 'in', names: [] },
    });
  });
});
