import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type ArchiveLimits, type ArchiveSource, readArchive } from './archive.ts';

/**
 * Unpacks an archive into an empty folder, under the rules of `inspectArchive`: no entry leads out of it, and none is a link.
 * @throws ArchiveRefusedError at the first thing that is wrong; the reason of `signal` when that is aborted. What came before is there.
 */
export async function extractArchive(
  source: ArchiveSource,
  folder: string,
  { signal, limits }: { readonly signal: AbortSignal; readonly limits?: ArchiveLimits },
): Promise<void> {
  const made = new Set<string>();
  const makeFolder = async (path: string) => {
    if (made.has(path)) return;
    await mkdir(path, { recursive: true });
    made.add(path);
  };
  for await (const { entry, body } of readArchive(source, limits)) {
    signal.throwIfAborted();
    const path = join(folder, entry.path);
    if (entry.type === 'directory') await makeFolder(path);
    else {
      await makeFolder(dirname(path));
      await pipeline(Readable.from(body), createWriteStream(path, { flags: 'wx' }), { signal });
    }
  }
}
