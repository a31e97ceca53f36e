import { existsSync, watch } from 'node:fs';
import { sources } from './synthesize.ts';

/** Editors write a file in several steps; one rebuild for all of them is enough. */
const quietMs = 150;

/** Calls `rebuild` after changes, never twice at once; a change during a rebuild makes another one. */
export function watchSources(rebuild: () => Promise<void>): () => void {
  let timer: NodeJS.Timeout | undefined;
  let running = false;
  let again = false;
  const run = async () => {
    if (running) {
      again = true;
      return;
    }
    running = true;
    try {
      await rebuild();
    } catch (error) {
      console.error(error instanceof Error ? error.message : error);
    }
    running = false;
    if (again) {
      again = false;
      await run();
    }
  };
  const watchers = sources
    .filter((path) => existsSync(path))
    .map((path) =>
      watch(path, { recursive: true }, () => {
        clearTimeout(timer);
        timer = setTimeout(() => void run(), quietMs);
      }),
    );
  return () => {
    clearTimeout(timer);
    for (const watcher of watchers) watcher.close();
  };
}
