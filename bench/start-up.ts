import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

export interface StartUp {
  /** From the command to the ready file, with an empty state: sign-up of the demo account included. */
  readonly firstStartMs: number;
  /** The same with the state of the run before. */
  readonly restartMs: number;
  /** Resident memory with all services idle, after the demo account's requests. */
  readonly residentMb: number;
  /** Resident memory once warm instances were given back, a good minute later. */
  readonly settledMb: number;
}

/** Starts the platform as a user does, in a process of its own, and looks at it from outside. */
export async function measureStartUp(): Promise<StartUp> {
  const folder = mkdtempSync(join(tmpdir(), 'odavl-bench-'));
  const first = await start(folder);
  const residentMb = resident(first.pid);
  await wait(75_000);
  const settledMb = resident(first.pid);
  await first.stop();
  const second = await start(folder);
  await second.stop();
  rmSync(folder, { recursive: true, force: true });
  return { firstStartMs: first.readyMs, restartMs: second.readyMs, residentMb, settledMb };
}

async function start(folder: string) {
  const readyFile = join(folder, 'ready.json');
  rmSync(readyFile, { force: true });
  const startedAt = performance.now();
  const args = ['--disable-warning=ExperimentalWarning', 'local/main.ts', '--port', '0'];
  const child = spawn(process.execPath, [...args, '--state', join(folder, 'state'), '--ready-file', readyFile], {
    stdio: 'ignore',
  });
  while (!existsSync(readyFile)) {
    if (child.exitCode !== null) throw new Error(`The platform ended with ${child.exitCode}.`);
    await wait(5);
  }
  const readyMs = performance.now() - startedAt;
  const stop = () =>
    new Promise<void>((resolve) => {
      child.once('exit', () => resolve());
      child.kill('SIGTERM');
    });
  return { pid: child.pid ?? 0, readyMs, stop };
}

/** From /proc, so on Linux. */
function resident(pid: number): number {
  const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Number(kilobytes) / 1_024;
}
