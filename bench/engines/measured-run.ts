import { spawn } from 'node:child_process';
import { ProcessTree } from './process-tree.ts';

/** What a program took, with all that it started. */
export interface Cost {
  /** By the clock, from its start to its end. */
  readonly seconds: number;
  readonly cpuSeconds: number;
  /**
   * Resident memory: of the processes that lived side by side, the peak of each (VmHWM), added up. So it is too high rather than too low:
   * their peaks may not have been at the same time, and pages that they share count for each.
   */
  readonly peakMb: number;
}

export interface MeasuredRun extends Cost {
  readonly stdout: string;
}

export interface Command {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  /** Those that say that it did its work, whatever it found. */
  readonly goodExits?: readonly number[];
}

const sampleMs = 50;

/** Runs a program to its end and looks at it from outside, on Linux. */
export async function measureRun({ command, args, cwd, goodExits = [0] }: Command): Promise<MeasuredRun> {
  const startedAt = performance.now();
  const child = spawn(command, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
  const output: Readonly<Record<'stdout' | 'stderr', Buffer[]>> = { stdout: [], stderr: [] };
  child.stdout.on('data', (chunk: Buffer) => output.stdout.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => output.stderr.push(chunk));
  const tree = new ProcessTree(child.pid ?? 0);
  const sampling = setInterval(() => tree.sample(), sampleMs);
  try {
    const exitCode = await new Promise<number | null>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', resolve);
    });
    const seconds = (performance.now() - startedAt) / 1_000;
    const stdout = Buffer.concat(output.stdout).toString('utf8');
    if (exitCode === null || !goodExits.includes(exitCode)) {
      const said = `${Buffer.concat(output.stderr).toString('utf8')}${stdout}`.slice(0, 2_000);
      throw new Error(`${command} ${args.join(' ')} ended with ${exitCode}: ${said}`);
    }
    return { seconds, cpuSeconds: tree.cpuSeconds, peakMb: tree.peakMb, stdout };
  } finally {
    clearInterval(sampling);
  }
}
