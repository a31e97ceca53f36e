import { areSameBytes, type FileChange } from '../patch/file-change.ts';
import { isUntouchable } from './find-fixes.ts';
import { saveJournal } from './journal.ts';
import type { CyclePorts } from './ports.ts';
import { readTreeFile, removeTreeFile, writeTreeFile } from './tree-file.ts';
import { restoreSnapshot, takeSnapshot } from './undo.ts';

/** A file is not what it was when the change was made. */
export class ConflictError extends Error {
  override name = 'ConflictError';
}

export class ProtectedError extends Error {
  override name = 'ProtectedError';
}

export interface Writing extends Pick<CyclePorts, 'whyProtected'> {
  readonly root: string;
  readonly signal: AbortSignal;
  /** A file outside of the tree that keeps what is needed to take the changes back when this process is killed. */
  readonly journal?: string;
  /** Is told at the end; when it throws, all is taken back. */
  readonly onWritten?: () => void;
}

/**
 * Makes all of these changes, or none: whatever goes wrong on the way, the tree is what it was.
 * @throws ProtectedError, ConflictError, OutsideRootError, or the reason of the signal
 */
export async function writeChanges(changes: readonly FileChange[], writing: Writing): Promise<void> {
  const { root, signal, journal } = writing;
  const touched = changes.filter(({ path }) => isUntouchable(writing, path));
  if (touched.length > 0) throw new ProtectedError(`${touched.map(({ path }) => path).join(', ')} is protected.`);
  const snapshot = await takeSnapshot(
    root,
    changes.map(({ path }) => path),
  );
  const differing = changes.filter(
    ({ path, before }) => !areSameBytes(snapshot.files.get(path)?.content ?? null, before),
  );
  if (differing.length > 0) {
    throw new ConflictError(`${differing.map(({ path }) => path).join(', ')} was changed meanwhile.`);
  }
  signal.throwIfAborted();
  if (journal !== undefined) await saveJournal(journal, snapshot);
  try {
    for (const change of changes) {
      signal.throwIfAborted();
      await writeOne(root, change, snapshot.files.get(change.path)?.mode);
    }
    signal.throwIfAborted();
    writing.onWritten?.();
  } catch (error) {
    await restoreSnapshot(root, snapshot);
    throw error;
  }
}

async function writeOne(root: string, { path, after, isExecutable }: FileChange, mode?: number): Promise<void> {
  if (after === null) {
    await removeTreeFile(root, path);
    return;
  }
  await writeTreeFile(root, path, { content: after, mode: mode ?? (isExecutable ? 0o755 : 0o644) });
  const written = await readTreeFile(root, path);
  if (!areSameBytes(written?.content ?? null, after)) throw new ConflictError(`${path} is not what was written.`);
}
