import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** An empty folder that is gone after the test. */
export function stateDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'odavl-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}
