import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What work leaves in the folder for temporary files, of which it has its own: other tests use theirs at the same time. */
export async function leftBehindBy(work: () => Promise<unknown>): Promise<string[]> {
  const { TMPDIR, TEMP } = process.env;
  const folder = mkdtempSync(join(tmpdir(), 'odavl-temporary-'));
  Object.assign(process.env, { TMPDIR: folder, TEMP: folder });
  try {
    await work();
    return readdirSync(folder);
  } finally {
    restore({ TMPDIR, TEMP });
    rmSync(folder, { recursive: true, force: true });
  }
}

function restore(before: Readonly<Record<string, string | undefined>>): void {
  for (const [name, value] of Object.entries(before)) {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }
}
