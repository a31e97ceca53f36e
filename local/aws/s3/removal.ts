import { noSuchKey, preconditionFailed } from './errors.ts';
import { type Cause, lifecycleCause } from './object-event.ts';
import type { AnyVersion } from './object-version.ts';
import type { Storage } from './storage.ts';

export interface Removed {
  /** Of the version that is gone, or of the delete marker that now hides the key. */
  readonly versionId?: string;
  readonly isDeleteMarker: boolean;
}

export interface RemovalRequest {
  readonly bucket: string;
  readonly key: string;
  readonly versionId?: string | undefined;
  /** An ETag or `*`. */
  readonly ifMatch?: string | undefined;
}

/** All ways in which objects go: by a caller's wish, or because a lifecycle rule says so. */
export class Removal {
  readonly #storage: Storage;

  constructor(storage: Storage) {
    this.#storage = storage;
  }

  remove(request: RemovalRequest, cause: Cause): Promise<Removed> {
    return this.#storage.commit(() => {
      this.#storage.buckets.require(request.bucket);
      this.#requireMatch(request);
      return request.versionId === undefined
        ? this.#hide(request.bucket, request.key, cause, 'ObjectRemoved')
        : this.#erase(request.bucket, request.key, request.versionId, cause);
    });
  }

  /** The current version is due. A delete marker that hides nothing any more goes too. */
  async expire(due: AnyVersion): Promise<void> {
    const { objects } = this.#storage;
    await this.#storage.commit(() => {
      if (objects.latest(due.bucket, due.key)?.sequence !== due.sequence) return { result: undefined, unused: [] };
      if (!due.isDeleteMarker) return this.#hide(due.bucket, due.key, lifecycleCause, 'LifecycleExpiration');
      return { result: undefined, unused: objects.isAlone(due) ? objects.remove(due) : [] };
    });
  }

  async expireNoncurrent(due: AnyVersion): Promise<void> {
    await this.#storage.commit(() => {
      const found = this.#storage.objects.version(due.bucket, due.key, due.versionId);
      if (found === undefined || found.sequence !== due.sequence || found.isLatest)
        return { result: undefined, unused: [] };
      this.#storage.emit({
        name: 'LifecycleExpiration:Delete',
        bucket: due.bucket,
        version: found,
        cause: lifecycleCause,
      });
      return { result: undefined, unused: this.#storage.objects.remove(found) };
    });
  }

  async abort(uploadId: string): Promise<void> {
    await this.#storage.commit(() => ({ result: undefined, unused: this.#storage.uploads.remove(uploadId) }));
  }

  /** Without versioning the object is gone; with it a delete marker becomes the current version. */
  #hide(bucket: string, key: string, cause: Cause, family: string): { result: Removed; unused: string[] } {
    const { objects } = this.#storage;
    const versioning = this.#storage.versioning(bucket);
    if (versioning !== 'Off') {
      const { written, unused } = objects.putDeleteMarker(bucket, key, versioning);
      this.#storage.emit({ name: `${family}:DeleteMarkerCreated`, bucket, version: written, cause });
      return { result: { versionId: written.versionId, isDeleteMarker: true }, unused };
    }
    const found = objects.latest(bucket, key);
    if (found === undefined) return { result: { isDeleteMarker: false }, unused: [] };
    this.#storage.emit({ name: `${family}:Delete`, bucket, version: found, cause });
    return { result: { isDeleteMarker: false }, unused: objects.remove(found) };
  }

  #erase(bucket: string, key: string, versionId: string, cause: Cause): { result: Removed; unused: string[] } {
    const found = this.#storage.objects.version(bucket, key, versionId);
    if (found === undefined) return { result: { versionId, isDeleteMarker: false }, unused: [] };
    this.#storage.emit({ name: 'ObjectRemoved:Delete', bucket, version: found, cause });
    return { result: { versionId, isDeleteMarker: found.isDeleteMarker }, unused: this.#storage.objects.remove(found) };
  }

  /** Conditions look at the current version only (https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-deletes.html). */
  #requireMatch({ bucket, key, ifMatch }: RemovalRequest): void {
    if (ifMatch === undefined) return;
    const current = this.#storage.objects.latest(bucket, key);
    if (current === undefined || current.isDeleteMarker) throw noSuchKey(key);
    if (ifMatch !== '*' && ifMatch.replaceAll('"', '') !== current.etag) throw preconditionFailed('If-Match');
  }
}
