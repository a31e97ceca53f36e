import { spawn } from 'node:child_process';

export interface ProgramRun {
  readonly command: string;
  readonly args: readonly string[];
  /** Where it runs: never the workspace, whose files it could take for its own configuration. */
  readonly cwd: string;
  readonly signal: AbortSignal;
  /** It is ended when it says more. */
  readonly maxOutputBytes?: number;
  readonly input?: string;
}

export interface ProgramOutcome {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

export class ProgramError extends Error {
  override name = 'ProgramError';
}

/**
 * Runs a program of ours over files of a customer, with nothing of our environment.
 * @throws ProgramError when it cannot be started, says too much, or is ended by a signal of its own; the reason of `signal` when that is aborted.
 */
export async function runProgram(run: ProgramRun): Promise<ProgramOutcome> {
  const { command, args, cwd, signal, maxOutputBytes = 256 * 1_024 ** 2, input } = run;
  signal.throwIfAborted();
  const child = spawn(command, args, {
    ...{ cwd, env: { PATH: process.env.PATH }, stdio: ['pipe', 'pipe', 'pipe'], windowsHide: true },
  });
  const kill = () => child.kill('SIGKILL');
  signal.addEventListener('abort', kill, { once: true });
  const { promise, resolve, reject } = Promise.withResolvers<ProgramOutcome>();
  const output: Readonly<Record<'stdout' | 'stderr', Buffer[]>> = { stdout: [], stderr: [] };
  let bytes = 0;
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream].on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= maxOutputBytes) output[stream].push(chunk);
      else kill();
    });
  }
  child.once('error', (error) => reject(new ProgramError(`${command} cannot be run.`, { cause: error })));
  child.once('close', (exitCode, ended) => {
    if (signal.aborted) reject(signal.reason);
    else if (bytes > maxOutputBytes) reject(new ProgramError(`It said more than ${maxOutputBytes} bytes.`));
    else if (exitCode === null) reject(new ProgramError(`It was ended by ${ended}.`));
    else resolve({ exitCode, stdout: textOf(output.stdout), stderr: textOf(output.stderr) });
  });
  // A program that does not read its input to the end breaks the pipe; its exit says the rest.
  child.stdin.on('error', () => undefined);
  child.stdin.end(input);
  try {
    return await promise;
  } finally {
    signal.removeEventListener('abort', kill);
  }
}

const textOf = (chunks: readonly Buffer[]) => Buffer.concat(chunks).toString('utf8');
