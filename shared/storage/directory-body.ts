import { randomUUID } from 'node:crypto';
import { constants, createReadStream } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type DirectoryFiles, isNotThere } from './directory-files.ts';
import { Measure } from './measure.ts';
import { ChecksumMismatchError, type ObjectBody, type PutOptions } from './storage.ts';

interface WrittenBody {
  /** Its name, never used twice. */
  readonly body: string;
  readonly sizeBytes: number;
  readonly sha256: string;
}

/** On the disk when this returns. */
export async function writeBody(
  files: DirectoryFiles,
  key: string,
  body: ObjectBody,
  options: Pick<PutOptions, 'sha256'>,
): Promise<WrittenBody> {
  const id = randomUUID();
  const path = await files.make('bodies', [id]);
  const measured = new Measure();
  try {
    const file = await open(path, 'wx', 0o600);
    const source = Buffer.isBuffer(body) ? Readable.from([body]) : body.stream;
    await pipeline(source, measured, file.createWriteStream({ flush: true }));
    const { sizeBytes, sha256 } = measured;
    if (!Buffer.isBuffer(body) && body.sizeBytes !== sizeBytes) throw new ChecksumMismatchError(key);
    if (options.sha256 !== undefined && options.sha256 !== sha256) throw new ChecksumMismatchError(key);
    return { body: id, sizeBytes, sha256 };
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  }
}

/** Undefined when it was taken away; an open one can be read to its end whatever happens to it. */
export async function openBody(files: DirectoryFiles, id: string): Promise<Readable | undefined> {
  try {
    const file = await open(await files.place('bodies', [id]), constants.O_RDONLY | constants.O_NOFOLLOW);
    return createReadStream('', { fd: file });
  } catch (error) {
    if (isNotThere(error)) return undefined;
    throw error;
  }
}

export async function removeBody(files: DirectoryFiles, id: string): Promise<void> {
  await rm(await files.place('bodies', [id]), { force: true });
}
