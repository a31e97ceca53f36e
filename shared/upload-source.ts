import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { ArchiveRefusedError } from './archive/archive.ts';
import { extractArchive } from './archive/extract.ts';
import type { Storage } from './storage/storage.ts';
import { PermanentTaskError } from './task/end-attempt.ts';
import { type UploadContent, uploadContentKey } from './upload.ts';

/** Unpacks the content of an upload into an empty folder. */
export type FetchSource = (source: {
  readonly orgId: string;
  readonly content: UploadContent;
  readonly folder: string;
  readonly signal: AbortSignal;
}) => Promise<void>;

/**
 * From the bucket of uploads, where only inspected content is.
 * @throws PermanentTaskError `content_gone` when it is kept no more, `bad_archive` when it cannot be unpacked after all
 */
export function createFetchSource(uploads: Pick<Storage, 'get'>): FetchSource {
  return async ({ orgId, content, folder, signal }) => {
    const object = await uploads.get(uploadContentKey(orgId, content));
    if (!object)
      throw new PermanentTaskError('content_gone', 'The content of the upload is kept no more. Send it again.');
    const archive = `${folder}.archive`;
    try {
      const hash = createHash('sha256');
      const body = object.body.on('data', (chunk: Buffer) => hash.update(chunk));
      await pipeline(body, createWriteStream(archive, { flags: 'wx' }), { signal });
      // What was inspected, and nothing else.
      if (hash.digest('hex') !== content.sha256)
        throw new Error('The content of the upload is not what was announced.');
      await extractArchive({ file: archive }, folder, { signal });
    } catch (error) {
      if (error instanceof ArchiveRefusedError) throw new PermanentTaskError('bad_archive', error.message);
      throw error;
    } finally {
      await rm(archive, { force: true });
    }
  };
}
