import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPlatform } from './platform.ts';
import { quiet } from './rest.ts';
import { type Plan, type Registered, register } from './tenant.ts';

/** Five customers in a state that a platform can begin with. */
export interface Start {
  readonly stateDirectory: string;
  readonly registered: readonly Registered[];
}

const plans: readonly Plan[] = ['enterprise', 'pro', 'pro', 'free', 'free'];
let start: Promise<Start> | undefined;

/** Registers them once in this process: passwords take long to hash, and every run can begin with a copy. */
export function registeredTenants(assemblyDirectory: string): Promise<Start> {
  start ??= registerAll(assemblyDirectory);
  return start;
}

async function registerAll(assemblyDirectory: string): Promise<Start> {
  const stateDirectory = mkdtempSync(join(tmpdir(), 'odavl-simulation-start-'));
  process.once('exit', () => rmSync(stateDirectory, { recursive: true, force: true }));
  const keep = (state: string) => cpSync(state, stateDirectory, { recursive: true });
  const platform = await startPlatform({ assemblyDirectory, keep });
  try {
    const { url } = platform.runtime;
    const registered = await Promise.all(plans.map((plan, index) => register(url, `tenant-${index}`, plan)));
    await quiet(platform);
    return { stateDirectory, registered };
  } finally {
    await platform.stop();
  }
}
