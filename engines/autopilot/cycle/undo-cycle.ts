import { areSameBytes, type FileChange } from '../patch/file-change.ts';
import { readTreeFile } from './tree-file.ts';
import { type Writing, writeChanges } from './write-changes.ts';

export interface Undone {
  /** `noop`: the tree was already what it was before. */
  readonly status: 'completed' | 'noop';
  readonly changes: readonly FileChange[];
}

/**
 * Takes the changes of a cycle back: every file to its last byte. All of them or none, and none when somebody has
 * changed one of these files since.
 * @throws ConflictError, ProtectedError, OutsideRootError, or the reason of the signal
 */
export async function undoCycle(done: readonly FileChange[], writing: Writing): Promise<Undone> {
  const open: FileChange[] = [];
  for (const change of done) {
    const stored = await readTreeFile(writing.root, change.path);
    if (areSameBytes(stored?.content ?? null, change.before)) continue;
    open.push({ ...change, before: change.after, after: change.before });
  }
  if (open.length === 0) return { status: 'noop', changes: [] };
  await writeChanges(open, writing);
  return { status: 'completed', changes: open };
}
