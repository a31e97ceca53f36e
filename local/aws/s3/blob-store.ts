import { randomUUID } from 'node:crypto';
import { createReadStream, mkdirSync, openSync, readdirSync, rmSync } from 'node:fs';
import { copyFile, open, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * The bytes of objects and parts, each a file with a random name that is never written twice. Bytes appear by a rename and
 * count only once a row names them; what no row names is swept at the next start.
 */
export class BlobStore {
  readonly #blobs: string;
  readonly #incoming: string;

  constructor(stateDirectory: string) {
    this.#blobs = join(stateDirectory, 'blobs');
    this.#incoming = join(stateDirectory, 'incoming');
    rmSync(this.#incoming, { recursive: true, force: true });
    for (const folder of [this.#blobs, this.#incoming]) mkdirSync(folder, { recursive: true });
  }

  write(bytes: Buffer): Promise<string> {
    return this.#appear((path) => writeFile(path, bytes));
  }

  copy(blob: string): Promise<string> {
    return this.#appear((path) => copyFile(this.#path(blob), path));
  }

  concatenate(blobs: readonly string[]): Promise<string> {
    return this.#appear(async (path) => {
      const file = await open(path, 'w');
      try {
        for (const blob of blobs) await file.writeFile(createReadStream(this.#path(blob)));
      } finally {
        await file.close();
      }
    });
  }

  /** Opens at once, so that a delete that comes before the last byte is read does no harm. `end` is inclusive. */
  read(blob: string, range?: { readonly start: number; readonly end: number }): AsyncIterable<Buffer> {
    const path = this.#path(blob);
    return createReadStream(path, { fd: openSync(path, 'r'), ...range });
  }

  async remove(blobs: readonly string[]): Promise<void> {
    await Promise.all(blobs.map((blob) => rm(this.#path(blob), { force: true })));
  }

  /** Deletes what a killed process wrote and never committed. */
  sweep(named: ReadonlySet<string>): void {
    for (const blob of readdirSync(this.#blobs)) if (!named.has(blob)) rmSync(this.#path(blob), { force: true });
  }

  async #appear(fill: (path: string) => Promise<unknown>): Promise<string> {
    const blob = randomUUID();
    const incoming = join(this.#incoming, blob);
    try {
      await fill(incoming);
      await rename(incoming, this.#path(blob));
      return blob;
    } catch (error) {
      await rm(incoming, { force: true });
      throw error;
    }
  }

  #path(blob: string): string {
    return join(this.#blobs, blob);
  }
}

export async function collect(chunks: AsyncIterable<Buffer>): Promise<Buffer> {
  const all: Buffer[] = [];
  for await (const chunk of chunks) all.push(chunk);
  return Buffer.concat(all);
}
