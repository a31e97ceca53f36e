import type { Act, TextChange, TextFile } from '../act/act.ts';

/** A recipe broke its contract: what it did cannot be used. */
export class ActError extends Error {
  override name = 'ActError';
}

/** Does what `act` does, and takes nothing from it but text in place of text that it was given. */
export function checkedAct(act: Act): Act {
  return async (recipe, files, signal) => {
    signal.throwIfAborted();
    const changes = await act(recipe, files, signal);
    signal.throwIfAborted();
    const fault = faultIn(changes, files);
    if (fault) throw new ActError(`${recipe.id} ${fault}.`);
    return changes;
  };
}

function faultIn(changes: readonly TextChange[], files: readonly TextFile[]): string | undefined {
  const given = new Map(files.map(({ path, text }) => [path, text]));
  const seen = new Set<string>();
  for (const { path, before, after } of changes) {
    if (seen.has(path)) return `changed ${path} twice`;
    seen.add(path);
    if (!given.has(path)) return `changed ${path}, which it was not given`;
    if (given.get(path) !== before) return `changed another text than that of ${path}`;
    if (before === after) return `changed nothing in ${path}, and said that it did`;
    // Half a character has no bytes, and with a NUL or a second mark in front it is not text any more.
    if (!after.isWellFormed() || after.includes('\0') || after.startsWith('\uFEFF')) return `made no text of ${path}`;
  }
  return undefined;
}
