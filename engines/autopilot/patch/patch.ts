import { createHash } from 'node:crypto';
import { areSameBytes, type FileChange, operationOf, textOfBytes } from './file-change.ts';
import { changedLinesIn, type Hunk, hunksOf } from './hunks.ts';
import { quotePath } from './quote-path.ts';

/**
 * A unified diff that `git apply` takes, in the order of the paths. Empty when nothing changes.
 * @throws NotTextError when a file is not text in UTF-8
 * @throws RangeError when there are two changes of one file, or a path is not one inside a repository
 */
export function patchOf(changes: readonly FileChange[]): string {
  const ordered = changes.toSorted((a, b) => (a.path < b.path ? -1 : 1));
  for (const [index, { path }] of ordered.entries()) {
    if (path === ordered[index + 1]?.path) throw new RangeError(`There are two changes of ${path}.`);
    if (path.split('/').some((part) => ['', '.', '..'].includes(part))) throw new RangeError(`${path} is not a path.`);
  }
  return ordered.map(sectionOf).join('');
}

/** The diff that takes back, to the byte, what `patchOf` of the same changes does. */
export function undoPatchOf(changes: readonly FileChange[]): string {
  return patchOf(changes.map((change) => ({ ...change, before: change.after, after: change.before })));
}

/** How many lines are added and removed. */
export function changedLinesOf(change: FileChange): number {
  return changedLinesIn(hunksOfChange(change));
}

function hunksOfChange({ path, before, after }: FileChange): readonly Hunk[] {
  const [old, made] = [before ?? new Uint8Array(), after ?? new Uint8Array()];
  return hunksOf(textOfBytes(path, old), textOfBytes(path, made));
}

const heads = {
  create: (mode: string) => [`new file mode ${mode}`],
  update: () => [],
  delete: (mode: string) => [`deleted file mode ${mode}`],
} as const;

function sectionOf(change: FileChange): string {
  const { path, before, after, isExecutable = false } = change;
  if (areSameBytes(before, after)) return '';
  const hunks = hunksOfChange(change);
  const head = [
    `diff --git ${quotePath(`a/${path}`)} ${quotePath(`b/${path}`)}`,
    ...heads[operationOf(change)](isExecutable ? '100755' : '100644'),
    `index ${blobIdOf(before)}..${blobIdOf(after)}`,
  ];
  if (hunks.length > 0) {
    head.push(`--- ${before === null ? '/dev/null' : named(`a/${path}`)}`);
    head.push(`+++ ${after === null ? '/dev/null' : named(`b/${path}`)}`);
  }
  return `${[...head, ...hunks.flatMap((hunk) => [rangeOf(hunk), ...hunk.lines])].join('\n')}\n`;
}

/** A name with a space ends with a tab, so that a reader does not take what follows a space for a date. */
function named(path: string): string {
  const quoted = quotePath(path);
  return quoted === path && path.includes(' ') ? `${path}\t` : quoted;
}

/** Where a side has no lines, the format counts the line before. */
function rangeOf({ oldStart, oldLines, newStart, newLines }: Hunk): string {
  const old = `${oldLines === 0 ? oldStart - 1 : oldStart},${oldLines}`;
  return `@@ -${old} +${newLines === 0 ? newStart - 1 : newStart},${newLines} @@`;
}

/** The name that git gives to this content, by which a patch can also be merged (`git apply --3way`). */
function blobIdOf(content: Uint8Array | null): string {
  if (content === null) return '0'.repeat(40);
  return createHash('sha1').update(`blob ${content.length}\0`).update(content).digest('hex');
}
