import { createHash } from 'node:crypto';
import { open, readFile, rename } from 'node:fs/promises';
import * as z from 'zod';
import type { Snapshot } from './undo.ts';

const Stored = z.strictObject({ content: z.base64(), mode: z.int().min(0).max(0o777) });
const Body = z.strictObject({
  files: z.array(z.tuple([z.string(), Stored.nullable()])),
  missingFolders: z.array(z.string()),
});
const Journal = z.strictObject({ version: z.literal(1), sha256: z.string(), body: z.string() });

export class JournalError extends Error {
  override name = 'JournalError';
}

/**
 * Keeps a snapshot in a file outside of the tree, so that the tree can be restored by another process when this one is
 * killed. The file is whole or not there.
 */
export async function saveJournal(file: string, { files, missingFolders }: Snapshot): Promise<void> {
  const body = JSON.stringify({
    files: [...files].map(([path, stored]) => [
      path,
      stored && { content: Buffer.from(stored.content).toString('base64'), mode: stored.mode },
    ]),
    missingFolders,
  });
  const draft = await open(`${file}.draft`, 'w', 0o600);
  try {
    await draft.writeFile(JSON.stringify({ version: 1, sha256: digestOf(body), body }));
    await draft.sync();
  } finally {
    await draft.close();
  }
  await rename(`${file}.draft`, file);
}

/** @throws JournalError when it is not what was saved */
export async function loadJournal(file: string): Promise<Snapshot> {
  const { sha256, body } = parse(Journal, await readFile(file, 'utf8'));
  if (sha256 !== digestOf(body)) throw new JournalError('The journal was changed after it was written.');
  const { files, missingFolders } = parse(Body, body);
  return {
    missingFolders,
    files: new Map(
      files.map(([path, stored]) => [
        path,
        stored && { content: new Uint8Array(Buffer.from(stored.content, 'base64')), mode: stored.mode },
      ]),
    ),
  };
}

function parse<Shape extends z.ZodType>(shape: Shape, text: string): z.infer<Shape> {
  try {
    return shape.parse(JSON.parse(text));
  } catch (cause) {
    throw new JournalError('It is not a journal of a cycle.', { cause });
  }
}

const digestOf = (body: string) => createHash('sha256').update(body).digest('hex');
