import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Runtime, startRuntime } from '../../local/runtime.ts';
import { quickWorker } from '../../test/quick-worker/bundle.ts';
import type { RecordedCall } from '../calls.ts';

/** The whole platform, whose worker of website tests does all that the real one does but for the browser. */
export interface QuickPlatform {
  readonly runtime: Runtime;
  readonly stateDirectory: string;
  readonly recorded: RecordedCall[];
  stop(): Promise<void>;
}

export async function startQuickPlatform(assemblyDirectory: string): Promise<QuickPlatform> {
  const folder = mkdtempSync(join(tmpdir(), 'odavl-bench-'));
  const stateDirectory = join(folder, 'state');
  const recorded: RecordedCall[] = [];
  const runtime = await startRuntime({
    ...{ assemblyDirectory, stateDirectory, host: '127.0.0.1', port: 0, log: () => undefined },
    overrides: await quickWorker(join(folder, 'worker')),
    onCall: (call) => recorded.push(call),
  });
  return {
    ...{ runtime, stateDirectory, recorded },
    stop: async () => {
      await runtime.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
