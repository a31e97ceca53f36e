import type { TextFile } from '../act/act.ts';
import { type FileChange, textOfBytes } from '../patch/file-change.ts';
import type { StoredFile } from './tree-file.ts';

const bom = '\uFEFF';

/**
 * What recipes are given of a file: its text without the byte order mark.
 * @throws NotTextError
 */
export function editableOf(path: string, stored: StoredFile | null): TextFile {
  const text = textOfBytes(path, stored?.content ?? new Uint8Array());
  return { path, text: text.startsWith(bom) ? text.slice(1) : text };
}

/** The change of a file to another text, with the byte order mark and the permissions that it has. */
export function changeTo(path: string, stored: StoredFile, after: string): FileChange {
  const mark = textOfBytes(path, stored.content).startsWith(bom) ? bom : '';
  return {
    ...{ path, before: stored.content, after: new Uint8Array(Buffer.from(mark + after)) },
    ...((stored.mode & 0o100) !== 0 && { isExecutable: true }),
  };
}
