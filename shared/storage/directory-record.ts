import { constants } from 'node:fs';
import { link, open, rename, rm } from 'node:fs/promises';
import * as z from 'zod';
import { removeBody } from './directory-body.ts';
import { codeOf, type DirectoryFiles, isNotThere } from './directory-files.ts';
import { pathOfKey } from './directory-path.ts';
import { ObjectExistsError } from './storage.ts';

/** The record of an object, beside which its body lies under a name that is never used twice. */
export const ObjectRecord = z.object({
  body: z.uuid(),
  sizeBytes: z.number(),
  contentType: z.string(),
  sha256: z.string(),
  lastModified: z.number(),
});
export type ObjectRecord = z.infer<typeof ObjectRecord>;

/** Undefined when there is no such object. */
export async function readRecord(files: DirectoryFiles, key: string): Promise<ObjectRecord | undefined> {
  try {
    const file = await open(await files.place('keys', pathOfKey(key)), constants.O_RDONLY | constants.O_NOFOLLOW);
    try {
      return ObjectRecord.parse(JSON.parse(await file.readFile('utf8')));
    } finally {
      await file.close();
    }
  } catch (error) {
    if (isNotThere(error)) return undefined;
    throw error;
  }
}

/** Makes an object of a body that is there, or takes the body away. */
export async function commitRecord(
  files: DirectoryFiles,
  key: string,
  record: ObjectRecord,
  ifAbsent: boolean,
): Promise<void> {
  const target = await files.make('keys', pathOfKey(key));
  const draft = await files.make('temporary', [record.body]);
  const file = await open(draft, 'wx', 0o600);
  try {
    await file.writeFile(JSON.stringify(record));
    await file.sync();
  } finally {
    await file.close();
  }
  const before = ifAbsent ? undefined : await readRecord(files, key);
  try {
    if (ifAbsent) await link(draft, target);
    else await rename(draft, target);
  } catch (error) {
    await removeBody(files, record.body);
    throw codeOf(error) === 'EEXIST' ? new ObjectExistsError(key, error) : error;
  } finally {
    await rm(draft, { force: true });
  }
  if (before) await removeBody(files, before.body);
}
