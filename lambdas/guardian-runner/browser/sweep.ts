import { readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Beginnings of the names of our temporary folders; a process that was killed leaves its own behind. */
export const profilePrefix = 'odavl-guardian-';
export const stagingInfix = '-unpacking-';

/** Longer than any audit or unpacking takes. */
const abandonedAfterMs = 60 * 60 * 1000;

/** Removes what killed processes have left in the temporary folder, where a laptop would keep it for long. */
export async function sweepAbandoned(now: number, folder = tmpdir()): Promise<void> {
  const names = await readdir(folder);
  const ours = names.filter((name) => name.startsWith(profilePrefix) || name.includes(stagingInfix));
  await Promise.all(ours.map((name) => removeIfAbandoned(join(folder, name), now)));
}

async function removeIfAbandoned(path: string, now: number): Promise<void> {
  const found = await stat(path, { throwIfNoEntry: false });
  // Somebody else may have swept it by now, or it belongs to another user.
  if (found?.uid === process.getuid?.() && found && now - found.mtimeMs > abandonedAfterMs) {
    await rm(path, { recursive: true, force: true });
  }
}
