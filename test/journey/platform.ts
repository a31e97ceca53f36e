import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { vi } from 'vitest';
import * as z from 'zod';

const Ready = z.object({
  url: z.string(),
  email: z.string(),
  password: z.string(),
  apiKey: z.string(),
  projectId: z.string(),
  awsEndpoint: z.string(),
});
export type Ready = z.infer<typeof Ready>;

export interface Platform {
  readonly ready: Ready;
  /** Where this test keeps what is its own; the state is below it. */
  readonly folder: string;
  /** Where its AWS services answer now, and where its state is. */
  readonly awsEndpoint: string;
  readonly stateDirectory: string;
  /** All that the process printed. */
  output(): string;
  /** Ends it as a machine that loses power does. */
  kill(): Promise<void>;
  stop(): Promise<void>;
  /** The same state, a new process, by default on the same port. */
  restart(): Promise<void>;
}

/** The platform as a user starts it: `npm start`'s own command, in a process and a state folder of its own. */
export async function startPlatform(extra: readonly string[] = []): Promise<Platform> {
  const folder = mkdtempSync(join(tmpdir(), 'odavl-journey-'));
  const readyFile = join(folder, 'ready.json');
  let child: ChildProcess | undefined;
  let printed = '';
  let ready: Ready;
  const start = async (port: string) => {
    rmSync(readyFile, { force: true });
    const args = ['--port', port, '--state', join(folder, 'state'), '--ready-file', readyFile, ...extra];
    const started = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', 'local/main.ts', ...args]);
    child = started;
    for (const stream of [started.stdout, started.stderr]) stream.on('data', (chunk) => (printed += String(chunk)));
    await vi.waitFor(
      () => {
        if (started.exitCode !== null) throw new Error(`The platform ended with ${started.exitCode}:\n${printed}`);
        if (!existsSync(readyFile)) throw new Error(`The platform is not ready:\n${printed}`);
      },
      { timeout: 60_000, interval: 50 },
    );
    ready = Ready.parse(JSON.parse(readFileSync(readyFile, 'utf8')));
  };
  const end = (signal: NodeJS.Signals) =>
    new Promise<void>((resolve) => {
      if (!child || child.exitCode !== null || child.signalCode !== null) return resolve();
      child.once('exit', () => resolve());
      child.kill(signal);
    });
  await start('0');
  return {
    get ready() {
      return ready;
    },
    folder,
    get awsEndpoint() {
      return ready.awsEndpoint;
    },
    stateDirectory: join(folder, 'state'),
    output: () => printed,
    kill: () => end('SIGKILL'),
    restart: () => start(new URL(ready.url).port),
    async stop() {
      await end('SIGTERM');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
