import { Readable } from 'node:stream';
import type { ObjectBody } from '../../shared/storage/storage.ts';
import { start } from './make-context.ts';

/** A bucket in memory. */
export class FakeObjects {
  readonly kept = new Map<string, { body: Buffer; contentType: string }>();

  async put(key: string, body: ObjectBody, { contentType }: { contentType: string }) {
    if (!Buffer.isBuffer(body)) throw new Error('Reports and artifacts are put as they are.');
    this.kept.set(key, { body, contentType });
    return { etag: 'etag', sha256: 'sha256' };
  }
  async get(key: string) {
    const object = this.kept.get(key);
    const info = { key, sizeBytes: 0, etag: 'etag', lastModified: start, contentType: object?.contentType ?? '' };
    return object && { info, body: Readable.from([object.body]) };
  }
  async downloadUrl(key: string, { expiresInSeconds }: { expiresInSeconds: number }): Promise<string> {
    return `https://bucket.example/${key}?signed=${expiresInSeconds}`;
  }
}
